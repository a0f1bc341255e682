/** Time, as the rooms that wait or age things see it. Tests put their own in its place. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls back once after a while, unless it is called off before.
   *
   * @param callback what to do
   * @param delayMs milliseconds
   * @returns calls it off
   */
  after(delayMs: number, callback: () => void): () => void;
}

/** The real time. The globals are looked up at each call, so that fake timers work. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
