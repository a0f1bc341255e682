/** Why a chat goes on without the learned context. */
export type ContextSkipReason =
  /** The budget for waiting was used up; the answer will fill the cache. */
  | 'budget'
  /** The read failed just now. */
  | 'failed'
  /** A read failed or was late some seconds ago. */
  | 'recent-failure'
  /** The memory service is down for everybody. */
  | 'outage'
  /** The caller gave up. */
  | 'aborted'
  /** The user was forgotten while it was read. */
  | 'forgotten';

/**
 * How a chat came by the learned context. No words of a user.
 *
 * - `context-hit`: from the cache, fresh;
 * - `context-stale`: from the cache, and read anew in the background;
 * - `context-miss`: read, within the budget;
 * - `context-skipped`: the chat goes on without it.
 */
export type ContextEvent =
  | { type: 'context-hit'; userId: string }
  | { type: 'context-stale'; userId: string }
  | { type: 'context-miss'; userId: string; waitedMs: number }
  | { type: 'context-skipped'; userId: string; reason: ContextSkipReason; waitedMs: number };

/** Figures since the start. */
export interface ContextStats {
  /** Users whose context is kept. */
  users: number;
  hits: number;
  stales: number;
  misses: number;
  skipped: number;
  /** Reads sent, and how many of them failed. */
  reads: number;
  failures: number;
  /** Whether the memory service counts as down. */
  isDown: boolean;
}
