import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/**
 * Something must be set up before memory can work: no server was named, or the server has no model.
 * The constructor of `Memory` never throws it; the first call rejects with it.
 */
export class MemoryConfigurationError extends MemoryError {
  constructor(fields: MemoryErrorFields) {
    super('configuration', 'MemoryConfigurationError', fields);
  }

  /**
   * Whether a value is a `MemoryConfigurationError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryConfigurationError {
    return hasCodeMarker(error, 'configuration');
  }
}
