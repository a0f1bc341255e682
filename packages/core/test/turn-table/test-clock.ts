import type { Clock } from '../../src/turn/clock.js';

/** A clock that a test moves. */
export class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 24, 9);
  readonly #timers = new Set<{ at: number; task: () => void }>();

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    this.#now += 0.001;
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass, with all that happens in it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].toSorted((first, second) => first.at - second.at);
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = Math.max(this.#now, end);
    await settle();
  }
}

/** Lets all go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => void setImmediate(resolve));
}
