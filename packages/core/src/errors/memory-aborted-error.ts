import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/** The caller's signal was aborted, or the user was deleted while a call waited for its turn. */
export class MemoryAbortedError extends MemoryError {
  constructor(fields: MemoryErrorFields) {
    super('aborted', 'MemoryAbortedError', fields);
  }

  /**
   * Whether a value is a `MemoryAbortedError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryAbortedError {
    return hasCodeMarker(error, 'aborted');
  }
}
