import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/** A run did not end in time. It may still end later: wait for it again by its id. */
export class MemoryRunTimeoutError extends MemoryError {
  /** The run's id on the server; undefined when the server did not say which run holds the agent. */
  readonly runId: string | undefined;
  /** How long was waited, in milliseconds. */
  readonly timeoutMs: number;

  constructor(fields: MemoryErrorFields & { runId: string | undefined; timeoutMs: number }) {
    super('run-timeout', 'MemoryRunTimeoutError', fields);
    this.runId = fields.runId;
    this.timeoutMs = fields.timeoutMs;
  }

  /**
   * Whether a value is a `MemoryRunTimeoutError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryRunTimeoutError {
    return hasCodeMarker(error, 'run-timeout');
  }
}
