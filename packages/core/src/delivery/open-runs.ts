import { KNOWN_USERS } from '../defaults.js';
import { BoundedMap } from '../letta/bounded-map.js';

/** The last run of a user that this process has started and not yet seen end. */
export interface OpenRun {
  runId: string;
  /** Milliseconds since 1970. */
  acceptedAt: number;
}

/** Which runs of this process may still be under way. */
export class OpenRuns {
  readonly #byUser = new BoundedMap<string, OpenRun>(KNOWN_USERS);
  readonly #userOfRun = new BoundedMap<string, string>(KNOWN_USERS);

  get(userId: string): OpenRun | undefined {
    return this.#byUser.get(userId);
  }

  started(userId: string, runId: string): void {
    this.forget(userId);
    this.#byUser.set(userId, { runId, acceptedAt: Date.now() });
    this.#userOfRun.set(runId, userId);
  }

  /** Notes that a run has ended; also for runs of others, which changes nothing. */
  ended(runId: string): void {
    const userId = this.#userOfRun.get(runId);
    if (userId !== undefined) this.forget(userId);
  }

  forget(userId: string): void {
    const open = this.#byUser.get(userId);
    if (!open) return;
    this.#byUser.delete(userId);
    this.#userOfRun.delete(open.runId);
  }
}
