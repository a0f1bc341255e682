/** Time as the turn and the outbox see it. */
export interface Clock {
  /** Milliseconds since 1970; never the same twice, so that of two moments it is always known which came first. */
  now(): number;
  /**
   * Does something later, without keeping the process alive for it.
   *
   * @param delayMs in how many milliseconds
   * @param task what to do
   * @returns takes it back
   */
  after(delayMs: number, task: () => void): () => void;
}

/** One thousandth of a millisecond: what two moments are apart at least. */
const TICK_MS = 0.001;

let latest = 0;

/** The clock of the system. The globals are looked up at each call, so that a test's own timers are used. */
export const systemClock: Clock = {
  now() {
    latest = Math.max(Date.now(), latest + TICK_MS);
    return latest;
  },
  after(delayMs, task) {
    const timer: unknown = setTimeout(task, delayMs);
    unref(timer);
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};

// Only Node, Bun and Deno have it; elsewhere a timer keeps nothing alive, or is a number.
function unref(timer: unknown): void {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return;
  if (typeof timer.unref === 'function') timer.unref();
}
