/** What went wrong, as a stable word to switch on. */
export type MemoryErrorCode = 'configuration' | 'argument' | 'request' | 'run' | 'run-timeout' | 'aborted';

const FAMILY_MARKER = Symbol.for('letta-memory.error');
const markerOf = (code: MemoryErrorCode): symbol => Symbol.for(`letta-memory.error.${code}`);

/** What each error of the family is made from. */
export interface MemoryErrorFields {
  /** What happened and what to do about it; never words of a user. */
  message: string;
  /** What this error comes from, free of words of a user as well. */
  cause?: unknown;
}

/**
 * The one family of errors this package rejects with. Each class has a stable {@link code}, a message that
 * says what to do, and no user content in any field.
 *
 * `instanceof` fails when an app holds two copies of the package; {@link MemoryError.isInstance} does not.
 *
 * @example
 * try {
 *   await memory.waitForRun(run);
 * } catch (error) {
 *   if (MemoryError.isInstance(error)) console.warn(error.code, error.message);
 *   else throw error;
 * }
 */
export class MemoryError extends Error {
  /** What went wrong, as a stable word. */
  readonly code: MemoryErrorCode;

  constructor(code: MemoryErrorCode, name: string, fields: MemoryErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = code;
    // A literal from the class, since minifiers rename classes.
    this.name = name;
    for (const marker of [FAMILY_MARKER, markerOf(code)]) {
      Object.defineProperty(this, marker, { value: true });
    }
  }

  /**
   * Whether a value is an error of this family, whichever copy of the package made it.
   *
   * @param error Anything that was caught.
   */
  static isInstance(error: unknown): error is MemoryError {
    return hasMarker(error, FAMILY_MARKER);
  }
}

/** Whether a value bears the marker of one code; for the `isInstance` of the subclasses. */
export function hasCodeMarker(error: unknown, code: MemoryErrorCode): boolean {
  return hasMarker(error, markerOf(code));
}

function hasMarker(error: unknown, marker: symbol): boolean {
  return typeof error === 'object' && error !== null && marker in error;
}
