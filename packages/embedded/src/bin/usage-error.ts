/** The command line asks for something that cannot be done; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
