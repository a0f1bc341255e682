/** What is wrong with the messages: the list itself, one message, or one part of a message. */
export type MessageProblemReason =
  | 'not-a-list'
  | 'not-a-message'
  | 'unknown-role'
  | 'unreadable-content'
  | 'unreadable-part';

const sentences: Record<MessageProblemReason, string> = {
  'not-a-list': 'must be an array of messages',
  'not-a-message': 'is not a message object with a role',
  'unknown-role': "has no known role: use 'user', 'assistant', 'tool' or 'system'",
  'unreadable-content':
    'needs a `content` that is a string or an array of parts, or `parts` that is an array',
  'unreadable-part': 'has a part without a type, or a text part whose text is no string',
};

/**
 * Messages that cannot be read. It says which one and why, never what is in it.
 *
 * Thrown inside of the package only; `memory.ts` makes a `MemoryArgumentError` of it.
 */
export class MessageProblem extends Error {
  override readonly name = 'MessageProblem';

  /** What is wrong. */
  readonly reason: MessageProblemReason;

  /** Which message, counted from 0. Undefined when it is the list itself. */
  readonly index: number | undefined;

  /**
   * @param reason what is wrong
   * @param index which message, counted from 0; leave it out when it is the list itself
   */
  constructor(reason: MessageProblemReason, index?: number) {
    super(`messages${index === undefined ? '' : `[${index}]`} ${sentences[reason]}`);
    this.reason = reason;
    this.index = index;
  }
}
