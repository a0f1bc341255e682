/**
 * Knows whether the memory service is down. While it is, nobody waits for it: one read now and then, behind some
 * chat that goes on without memory, finds out whether it is back.
 */
export class Outage {
  readonly #pauseMs: number;
  #isDown = false;
  #nextProbeAt = 0;

  /** @param pauseMs milliseconds between two reads that look whether the service is back */
  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** The service failed, or was too slow to be waited for. */
  begin(now: number): void {
    this.#isDown = true;
    this.#nextProbeAt = now + this.#pauseMs;
  }

  /** The service answered. */
  end(): void {
    this.#isDown = false;
  }

  /** Whether a read may be sent. During an outage each yes is the one of its pause. */
  mayRead(now: number): boolean {
    if (!this.#isDown) return true;
    if (now < this.#nextProbeAt) return false;
    this.#nextProbeAt = now + this.#pauseMs;
    return true;
  }
}
