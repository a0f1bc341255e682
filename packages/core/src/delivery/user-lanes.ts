import type { MemoryError } from '../errors/memory-error.js';
import { abortedError, withLinkedSignal } from '../letta/abort.js';

interface Lane {
  /** Settles when all that was lined up has ended. */
  tail: Promise<unknown>;
  /** Aborts what is lined up and what runs. */
  controller: AbortController;
}

/** One thing at a time for each user, in order of arrival; users do not wait for each other. */
export class UserLanes {
  readonly #lanes = new Map<string, Lane>();

  /** How many users have something lined up or running. */
  get size(): number {
    return this.#lanes.size;
  }

  /**
   * Runs a task when all earlier ones of the user have ended, well or not.
   *
   * @param userId whose lane
   * @param signal the caller's; it takes the task out of the line at once
   * @param task what to do, with a signal that also follows {@link interrupt}
   * @param options `isInterruptible: false` for what must be done to its end, such as another deletion
   */
  run<Result>(
    userId: string,
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal) => Promise<Result>,
    { isInterruptible = true }: { isInterruptible?: boolean } = {},
  ): Promise<Result> {
    const lane = this.#lanes.get(userId) ?? { tail: Promise.resolve(), controller: new AbortController() };
    this.#lanes.set(userId, lane);
    const earlier = lane.tail;
    const signals = isInterruptible ? [signal, lane.controller.signal] : [signal];
    const result = withLinkedSignal(signals, async (linked) => {
      await orAborted(earlier, linked);
      return task(linked);
    });
    // Who left the line early must not let the next one overtake what still runs.
    const tail = Promise.allSettled([earlier, result]).finally(() => {
      if (lane.tail === tail) this.#lanes.delete(userId);
    });
    lane.tail = tail;
    return result;
  }

  /** Aborts all of a user's that is lined up or running and may be interrupted. What is lined up afterwards is not concerned. */
  interrupt(userId: string, reason: MemoryError): void {
    const lane = this.#lanes.get(userId);
    if (!lane) return;
    lane.controller.abort(reason);
    lane.controller = new AbortController();
  }
}

/** Waits for what is ahead in the lane, which never rejects; leaves as soon as the signal is aborted. */
async function orAborted(earlier: Promise<unknown>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(abortedError(signal));
    const leave = (): void => reject(abortedError(signal));
    signal.addEventListener('abort', leave, { once: true });
    void earlier.finally(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
