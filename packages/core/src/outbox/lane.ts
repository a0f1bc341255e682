/** What the outbox has under way for one user. */
export class Lane {
  /** The deliveries under way; settled when there is nothing more to do for now. It never rejects. */
  running: Promise<void> | undefined;
  /** Whether all go, open or not, and failures do not make them wait. */
  isForced = false;
  /** Failed deliveries in a row. */
  failures = 0;
  /** Before it, nothing is tried, in milliseconds since 1970. */
  retryAt = 0;
  /** Aborted when the user is forgotten. */
  controller = new AbortController();
  #stopTimer: (() => void) | undefined;
  readonly #waiters = new Set<() => void>();

  /** Whether anything is kept here that must not be lost. */
  get isIdle(): boolean {
    return !this.running && !this.#stopTimer && this.#waiters.size === 0;
  }

  /** Sets the one timer, in the place of the one before. */
  setTimer(stopTimer: (() => void) | undefined): void {
    this.#stopTimer?.();
    this.#stopTimer = stopTimer;
  }

  /** Resolves once `isDone` is true; it is asked now and after each change. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => void this.#waiters.add(resolve));
  }

  /** Lets all who wait look again. */
  changed(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resolve of waiters) resolve();
  }
}
