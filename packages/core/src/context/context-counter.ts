import type { ContextEvent, ContextSkipReason, ContextStats } from './context-events.js';

/** Counts how chats came by their context, and tells it; no event is made when nobody listens. */
export class ContextCounter {
  readonly #onEvent: ((event: ContextEvent) => void) | undefined;
  reads = 0;
  failures = 0;
  #hits = 0;
  #stales = 0;
  #misses = 0;
  #skipped = 0;

  constructor(onEvent: ((event: ContextEvent) => void) | undefined) {
    this.#onEvent = onEvent;
  }

  hit(userId: string): void {
    this.#hits += 1;
    if (this.#onEvent) this.#onEvent({ type: 'context-hit', userId });
  }

  stale(userId: string): void {
    this.#stales += 1;
    if (this.#onEvent) this.#onEvent({ type: 'context-stale', userId });
  }

  miss(userId: string, waitedMs: number): void {
    this.#misses += 1;
    if (this.#onEvent) this.#onEvent({ type: 'context-miss', userId, waitedMs });
  }

  skip(userId: string, reason: ContextSkipReason, waitedMs: number): void {
    this.#skipped += 1;
    if (this.#onEvent) this.#onEvent({ type: 'context-skipped', userId, reason, waitedMs });
  }

  stats(users: number, isDown: boolean): ContextStats {
    return {
      users,
      hits: this.#hits,
      stales: this.#stales,
      misses: this.#misses,
      skipped: this.#skipped,
      reads: this.reads,
      failures: this.failures,
      isDown,
    };
  }
}
