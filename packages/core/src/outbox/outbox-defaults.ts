/** Milliseconds that a key made of the words and their place stands for its turn: a retry comes sooner. */
export const KEY_LIFE_MS = 600_000;

/** Milliseconds that a turn of a known conversation, or one that waits for a tool, is remembered. People sleep on it. */
export const REMEMBER_MS = 86_400_000;

/** Milliseconds that an open turn waits for its next step before it goes as it is. */
export const GRACE_MS = 60_000;

/** Turns in one delivery. With more, one failed run would cost too much. */
export const BATCH_TURNS = 20;

/** UTF-16 units in one delivery, beyond which no further turn joins: what a small model can hold. */
export const BATCH_LENGTH = 64_000;

/** Milliseconds that closed turns wait for others, when several are to go in one delivery. */
export const BATCH_WAIT_MS = 60_000;

/** Milliseconds before the first repetition; they double up to the longest pause. */
export const FIRST_RETRY_MS = 500;
export const LONGEST_RETRY_MS = 60_000;
/** The share by which a pause may be shorter or longer, so that processes do not all come back at once. */
export const RETRY_JITTER = 0.25;

/** Runs that may fail with a turn in them. A first failure is often the model's; a third one is the turn's. */
export const FAILED_RUNS = 3;
/** Refusals (a wrong key, a request that makes no sense) until a turn is given up: about a minute of pauses. */
export const REFUSALS = 8;
/** Milliseconds of failing after which a turn is given up. A day covers what anybody repairs. */
export const GIVE_UP_MS = 86_400_000;

/** Turns in the memory of one process, sent ones included; some kilobytes each until they are sent. */
export const KEPT_TURNS = 10_000;
/** Users of whom a process remembers when they were forgotten. */
export const FORGOTTEN_USERS = 10_000;
