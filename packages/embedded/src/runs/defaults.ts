/** Runs of different agents that work at the same time. Each one waits for a model most of the time. */
export const MAX_CONCURRENT_RUNS = 8;

/** How long one answer of the model may take with its retries, in milliseconds: slow local models need minutes. */
export const REQUEST_TIMEOUT_MS = 180_000;

/** How long a whole run may take, in milliseconds. */
export const RUN_TIMEOUT_MS = 900_000;

/** How often a model call is repeated after a rate limit, a server error or a broken connection. */
export const MAX_MODEL_RETRIES = 2;

/** Letta's own default of steps in a run. */
export const MAX_STEPS = 50;

/** How long a background request is recognised by its otids, in milliseconds: Letta's three hours. */
export const DEDUPE_MS = 3 * 60 * 60 * 1000;

/** The context window the server tells of its models, in tokens, since a model does not tell its own. */
export const CONTEXT_WINDOW = 128_000;

/** The part of the context window that messages of earlier runs may take, for agents that keep them in view. */
export const HISTORY_SHARE = 0.5;
