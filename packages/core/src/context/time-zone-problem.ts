/**
 * A time zone that this runtime does not know.
 *
 * Thrown inside of the package only; `memory.ts` makes a `MemoryConfigurationError` of it.
 */
export class TimeZoneProblem extends Error {
  override readonly name = 'TimeZoneProblem';

  /** @param cause what `Intl` said */
  constructor(cause?: unknown) {
    // Without the value: a function of the user's id may have made it.
    super("the time zone is not known: use an IANA name such as 'Europe/Oslo' or 'UTC'", { cause });
  }
}
