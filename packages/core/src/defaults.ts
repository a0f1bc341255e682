/** The block that holds what is known of the user, with the description the seed gives it. */
export const HUMAN_LABEL = 'human';
export const HUMAN_DESCRIPTION = 'Details about the human user you are speaking to.';
/** Characters. The limit the Python package has, so that both can share a memory. */
export const HUMAN_LIMIT = 10_000;

/** The block that holds the running summary. */
export const SUMMARY_LABEL = 'summary';
export const SUMMARY_DESCRIPTION = 'A short (1-2 sentences) running summary of the conversation.';
/** Characters, as in the Python package. */
export const SUMMARY_LIMIT = 1_000;

/** Characters, for a custom block that names none: what Letta itself takes is 100,000, too much for a prompt. */
export const CUSTOM_BLOCK_LIMIT = 5_000;

export const TIME_ZONE = 'UTC';

/** Steps of one run. Learning takes two to six; Letta's own 50 would let a confused model burn tokens. */
export const MAX_STEPS = 12;

/** Milliseconds. A killed Letta server keeps its lock on an agent for five minutes; twice that outlives it. */
export const RUN_TIMEOUT_MS = 600_000;

/** Milliseconds between two looks at a run: quick at first for instant models, then kind to the server. */
export const FIRST_POLL_MS = 50;
export const POLL_GROWTH = 1.5;
export const LONGEST_POLL_MS = 3_000;

/** Milliseconds for one request that only asks. The client's own minute is long when a look is repeated anyway. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Milliseconds that the last look at a run gets, although the time is up: less would never be answered. */
export const LAST_LOOK_MS = 250;

/** Milliseconds until the first event of a background run, which a healthy server sends at once. */
export const FIRST_EVENT_TIMEOUT_MS = 30_000;

/** Milliseconds between sendings of the very same request after an ambiguous end; more would hide a server that is down. */
export const RESEND_PAUSES_MS: readonly number[] = [200, 600, 1_800];

/** Milliseconds to watch the run that holds an agent before asking for the agent again: a dead run never ends. */
export const HOLDER_PATIENCE_MS = 15_000;

/** Milliseconds. Within it the server's own lock (five minutes) surely guards our last run, so it needs no look. */
export const LOCK_TRUST_MS = 240_000;

/** Milliseconds. Longer than a transaction that creates an agent, so that a look after it sees every rival. */
export const AGENT_SETTLE_MS = 250;

/** Users whose agent ids are kept; some hundred bytes each. */
export const KNOWN_USERS = 10_000;

/** Share of the agent's context that one portion of messages may fill: the rest is prompt, blocks and steps. */
export const PORTION_SHARE = 0.25;
/** Tokens, for a server that does not tell an agent's context window: every model of the day has more. */
export const FALLBACK_CONTEXT_WINDOW = 16_000;

/** Items of one page; the server's own defaults are 50 to 100. */
export const PAGE_SIZE = 200;
/** `runs.list` cannot be paged (its cursor is inverted): one page, the largest the server takes. */
export const RUN_PAGE_SIZE = 1_000;

/** Milliseconds that a deletion waits for cancelled runs to stop. */
export const CANCEL_WAIT_MS = 15_000;
/** Rounds of deletion, for agents and blocks that others create meanwhile. */
export const DELETE_ROUNDS = 5;

/** Tokens. A model with a smaller context cannot hold the memory agent's prompt and blocks. */
export const SMALLEST_CONTEXT_WINDOW = 8_000;

/** Milliseconds that words stay pending while the context they went into cannot be read anew. */
export const REFRESH_PATIENCE_MS = 30_000;
