import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/** The memory server could not be reached, or answered with an error. */
export class MemoryRequestError extends MemoryError {
  /** The HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;
  /** What was asked of the server, such as `find the memory agent`. */
  readonly operation: string;

  constructor(
    fields: MemoryErrorFields & { status: number | undefined; isRetryable: boolean; operation: string },
  ) {
    super('request', 'MemoryRequestError', fields);
    this.status = fields.status;
    this.isRetryable = fields.isRetryable;
    this.operation = fields.operation;
  }

  /**
   * Whether a value is a `MemoryRequestError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryRequestError {
    return hasCodeMarker(error, 'request');
  }
}
