import { cleanText } from './clean-text.js';
import { fileLine } from './file-line.js';
import type { PromptMessage, PromptPart } from './prompt-message.js';

/**
 * What the user said in a message, in full: texts, and files by name and media type.
 *
 * @param message a user message
 * @returns `''` when there is nothing in it
 */
export function userText(message: PromptMessage): string {
  return cleanText(
    message.parts
      .map(partText)
      .filter((text) => text !== '')
      .join('\n'),
  );
}

function partText(part: PromptPart): string {
  if (part['type'] === 'text') return typeof part['text'] === 'string' ? part['text'] : '';
  return part['type'] === 'file' || part['type'] === 'image' ? fileLine(part) : '';
}
