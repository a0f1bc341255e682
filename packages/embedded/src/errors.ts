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

/**
 * `createEmbeddedLetta` was given an option it cannot use.
 *
 * @example
 * if (EmbeddedOptionError.isInstance(error)) console.error(error.option, error.message);
 */
export class EmbeddedOptionError extends EmbeddedLettaError {
  /** The name of the option. */
  readonly option: string;

  /**
   * @param options `option` is its name, `message` says what is wrong and how to mend it.
   */
  constructor({ option, message, cause }: { option: string; message: string; cause?: unknown }) {
    super({ code: 'option', message, cause });
    this.name = 'EmbeddedOptionError';
    this.option = option;
  }

  /**
   * Whether a value is an `EmbeddedOptionError`, of any copy of this package.
   *
   * @param error Anything that was thrown.
   */
  static override isInstance(error: unknown): error is EmbeddedOptionError {
    return isMarked(error, markerOf('option'));
  }
}

/**
 * The embedded Letta was used after its last `close()`.
 *
 * @example
 * if (EmbeddedClosedError.isInstance(error)) letta = createEmbeddedLetta(options);
 */
export class EmbeddedClosedError extends EmbeddedLettaError {
  constructor() {
    super({
      code: 'closed',
      message: 'This embedded Letta is closed. Make a new one with createEmbeddedLetta().',
    });
    this.name = 'EmbeddedClosedError';
  }

  /**
   * Whether a value is an `EmbeddedClosedError`, of any copy of this package.
   *
   * @param error Anything that was thrown.
   */
  static override isInstance(error: unknown): error is EmbeddedClosedError {
    return isMarked(error, markerOf('closed'));
  }
}

/**
 * The embedded Letta was called where there are no files and no native code: an edge function, a worker, a browser.
 *
 * @example
 * if (EmbeddedUnsupportedError.isInstance(error)) console.error(error.message);
 */
export class EmbeddedUnsupportedError extends EmbeddedLettaError {
  /**
   * @param options `name` is what was called.
   */
  constructor({ name }: { name: string }) {
    super({
      code: 'unsupported',
      message:
        `${name} needs Node.js: this runtime has no files for its database. Use a Letta server here: set ` +
        'LETTA_API_KEY for Letta Cloud, or LETTA_BASE_URL for a server of your own, which ' +
        '`npx letta-memory-embedded serve` can be.',
    });
    this.name = 'EmbeddedUnsupportedError';
  }

  /**
   * Whether a value is an `EmbeddedUnsupportedError`, of any copy of this package.
   *
   * @param error Anything that was thrown.
   */
  static override isInstance(error: unknown): error is EmbeddedUnsupportedError {
    return isMarked(error, markerOf('unsupported'));
  }
}

/**
 * A run is not there (any more): its agent was deleted.
 *
 * @example
 * if (RunVanishedError.isInstance(error)) return notFound();
 */
export class RunVanishedError extends EmbeddedLettaError {
  /** Which run. */
  readonly runId: string;

  /**
   * @param options `runId` is the run that was waited for.
   */
  constructor({ runId }: { runId: string }) {
    super({ code: 'run-vanished', message: `There is no run ${runId} (any more).` });
    this.name = 'RunVanishedError';
    this.runId = runId;
  }

  /**
   * Whether a value is a `RunVanishedError`, of any copy of this package.
   *
   * @param error Anything that was thrown.
   */
  static override isInstance(error: unknown): error is RunVanishedError {
    return isMarked(error, markerOf('run-vanished'));
  }
}

function markAs(error: Error, marker: symbol): void {
  Object.defineProperty(error, marker, { value: true });
}

function isMarked(error: unknown, marker: symbol): boolean {
  return typeof error === 'object' && error !== null && marker in error;
}
