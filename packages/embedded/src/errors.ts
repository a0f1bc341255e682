const MARKER = 'letta-memory-embedded.error';

function markerOf(code: string): symbol {
  return Symbol.for(`${MARKER}.${code}`);
}

/** What every error of this package tells. */
export interface EmbeddedLettaErrorOptions {
  /** A stable word for programs to branch on, for example `storage`. */
  code: string;
  /** What went wrong and what to do about it. Never holds anything a user said. */
  message: string;
  /** The error underneath, when there is one. */
  cause?: unknown;
}

/**
 * The family of this package's errors. `isInstance` knows them by a marker, so it also works when two
 * copies of the package are loaded.
 *
 * @example
 * if (EmbeddedLettaError.isInstance(error)) console.error(error.code);
 */
export class EmbeddedLettaError extends Error {
  /** A stable word for programs to branch on. */
  readonly code: string;

  constructor({ code, message, cause }: EmbeddedLettaErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EmbeddedLettaError';
    this.code = code;
    markAs(this, Symbol.for(MARKER));
    markAs(this, markerOf(code));
  }

  /**
   * Whether a value is an error of this package.
   *
   * @param error Anything that was thrown.
   */
  static isInstance(error: unknown): error is EmbeddedLettaError {
    return isMarked(error, Symbol.for(MARKER));
  }
}

/**
 * The database cannot be opened, read or written: a wrong `url`, a read-only file system, a file made by
 * a newer version.
 *
 * @example
 * if (EmbeddedStorageError.isInstance(error)) console.error(error.message);
 */
export class EmbeddedStorageError extends EmbeddedLettaError {
  /**
   * @param options `message` says what went wrong; `cause` is the error of the database or file system.
   */
  constructor({ message, cause }: { message: string; cause?: unknown }) {
    super({ code: 'storage', message, cause });
    this.name = 'EmbeddedStorageError';
  }

  /**
   * Whether a value is an `EmbeddedStorageError`, of any copy of this package.
   *
   * @param error Anything that was thrown.
   */
  static override isInstance(error: unknown): error is EmbeddedStorageError {
    return isMarked(error, markerOf('storage'));
  }
}

function markAs(error: Error, marker: symbol): void {
  Object.defineProperty(error, marker, { value: true });
}

function isMarked(error: unknown, marker: symbol): boolean {
  return typeof error === 'object' && error !== null && marker in error;
}
