import { isRecord } from './readable-json.js';

/** A message of a prompt as far as it can be read: of spec v2, v3 or v4, or a `ModelMessage`. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant' | 'tool';
  /** The parts that are objects; plain text has become a part. */
  readonly parts: readonly PromptPart[];
}

/** One part of a message or of a result. */
export type PromptPart = Readonly<Record<string, unknown>>;

/**
 * Reads the messages that a turn is made of. Left out: system messages, the user messages that the app has marked as
 * its own, and all that cannot be read: a broken message must not cost the turn.
 *
 * @param prompt the prompt as it was before anything was injected
 */
export function readPrompt(prompt: unknown): PromptMessage[] {
  return Array.isArray(prompt) ? prompt.flatMap(readMessage) : [];
}

/**
 * The parts of a content that can be read.
 *
 * @param content plain text or a list of parts
 */
export function readParts(content: unknown): PromptPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

function readMessage(message: unknown): PromptMessage[] {
  if (!isRecord(message) || isIgnored(message)) return [];
  const { role } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'tool') return [];
  return [{ role, parts: readParts(message['content']) }];
}

function isIgnored(message: PromptPart): boolean {
  const options = message['providerOptions'];
  const ours = isRecord(options) ? options['lettaMemory'] : undefined;
  return message['role'] === 'user' && isRecord(ours) && ours['ignore'] === true;
}
