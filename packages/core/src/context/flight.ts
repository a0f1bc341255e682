import type { Clock } from './clock.js';

/** How a read ended. */
export type Landing<Value> = { isRead: true; value: Value } | { isRead: false; error: unknown };

/**
 * One read that any number of callers wait for. Its promise never rejects, so a read that nobody waits for cannot
 * end the process; no caller's abort ends it for the others; and its callers wait for one span of time, not each
 * for a span of its own.
 */
export class Flight<Value> {
  /** Grows from read to read: the later one knows more, whichever ends first. */
  readonly sequence: number;
  readonly landed: Promise<Landing<Value>>;
  /** Whether the user was forgotten while it was under way. */
  isForgotten = false;
  readonly #overdueAt: number;
  #waitUntil: number | undefined;

  /**
   * @param sequence its place among all reads
   * @param overdueAt the moment from which it may be given up for a newer one, in milliseconds since 1970
   * @param read begins the read at once
   */
  constructor(sequence: number, overdueAt: number, read: () => Promise<Value>) {
    this.sequence = sequence;
    this.#overdueAt = overdueAt;
    this.landed = settle(read);
  }

  /** Whether it seems to hang, so that another read may be begun; what it brings still counts. */
  isOverdue(now: number): boolean {
    return now >= this.#overdueAt;
  }

  /**
   * Waits for the landing, until the span is over that began with the first waiting.
   *
   * @returns the landing; `'late'` when the time ran out during this call, `'too-late'` when it had before.
   */
  waitFor(
    budgetMs: number,
    clock: Clock,
    signal: AbortSignal | undefined,
  ): Promise<Landing<Value> | 'late' | 'too-late' | 'aborted'> {
    const now = clock.now();
    const waitUntil = (this.#waitUntil ??= now + budgetMs);
    if (waitUntil <= now) return Promise.resolve('too-late');
    return new Promise((resolve) => {
      const finish = (result: Landing<Value> | 'late' | 'aborted'): void => {
        callOff();
        signal?.removeEventListener('abort', abort);
        resolve(result);
      };
      const abort = (): void => finish('aborted');
      const callOff = clock.after(waitUntil - now, () => finish('late'));
      signal?.addEventListener('abort', abort, { once: true });
      void this.landed.then(finish);
    });
  }
}

async function settle<Value>(read: () => Promise<Value>): Promise<Landing<Value>> {
  try {
    return { isRead: true, value: await read() };
  } catch (error) {
    return { isRead: false, error };
  }
}
