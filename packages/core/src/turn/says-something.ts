import type { PromptMessage, PromptPart } from './prompt-message.js';

const visible = /[^\s\p{Cc}]/u;
const telling = new Set<unknown>(['file', 'image', 'tool-call', 'tool-result']);

/**
 * Whether there is anything in a message. What says nothing (an answer of reasoning alone, an empty text) stands
 * between the user's messages without parting them.
 *
 * It looks at the whole history in each call, so it stops at the first thing that it sees.
 *
 * @param message any message of a prompt
 */
export function saysSomething({ parts }: PromptMessage): boolean {
  return parts.some(isTelling);
}

function isTelling({ type, text }: PromptPart): boolean {
  return telling.has(type) || (type === 'text' && typeof text === 'string' && visible.test(text));
}
