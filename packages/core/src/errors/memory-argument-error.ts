import { hasCodeMarker, MemoryError, type MemoryErrorFields } from './memory-error.js';

/** An argument or option is wrong; {@link argument} names it. */
export class MemoryArgumentError extends MemoryError {
  /** The name of the wrong argument or option, such as `userId` or `blocks`. */
  readonly argument: string;

  constructor(fields: MemoryErrorFields & { argument: string }) {
    super('argument', 'MemoryArgumentError', fields);
    this.argument = fields.argument;
  }

  /**
   * Whether a value is a `MemoryArgumentError`, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static override isInstance(error: unknown): error is MemoryArgumentError {
    return hasCodeMarker(error, 'argument');
  }
}
