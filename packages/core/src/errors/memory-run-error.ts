import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/** The memory agent's run did not end well: its messages may not have been learned. */
export class MemoryRunError extends MemoryError {
  /** The run's id on the server. */
  readonly runId: string;
  /** The run's status, such as `failed` or `cancelled`; `not-found` when the server knows no such run. */
  readonly status: string;
  /** Why it stopped, as the server says, such as `max_steps`; null when it says nothing. */
  readonly stopReason: string | null;

  constructor(fields: MemoryErrorFields & { runId: string; status: string; stopReason: string | null }) {
    super('run', 'MemoryRunError', fields);
    this.runId = fields.runId;
    this.status = fields.status;
    this.stopReason = fields.stopReason;
  }

  /**
   * Whether a value is a `MemoryRunError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryRunError {
    return hasCodeMarker(error, 'run');
  }
}
