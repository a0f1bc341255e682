/** Users whose learned context is kept; a context is mostly below 10 kB, so some ten megabytes at most. */
export const CACHED_USERS = 1_000;

/** Milliseconds after which a context is read anew, in the background, since other processes learn too. */
export const CONTEXT_TTL_MS = 60_000;

/** Milliseconds that a failed or late read is remembered: longer than the SDK's retries and a chat's steps. */
export const FAILURE_TTL_MS = 5_000;

/** Milliseconds that a chat waits for a cold read, in all. Half a second is just felt. */
export const BUDGET_MS = 500;

/** Conversations, or turns without one, whose injected text is kept for a user; the text is shared with the cache. */
export const PINNED_PLACES_PER_USER = 50;

/** Turns of one conversation that may run at once (a chat, its title, its follow-ups) and keep their bytes. */
export const TURNS_PER_PIN = 8;

/** Milliseconds without a call after which the provider's prompt cache has forgotten the prefix (Anthropic's default). */
export const PROMPT_CACHE_IDLE_MS = 300_000;

/** Characters of words that are handed over but not yet learned. */
export const PENDING_CHARACTERS = 1_000;
