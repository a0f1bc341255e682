import { splitIntoPortions } from './context/portions.js';
import { renderTranscript } from './context/transcript.js';
import { PORTION_SHARE } from './defaults.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { MessageProblem } from './turn/message-problem.js';
import type { MemoryMessage } from './turn/messages.js';
import { normalizeMessages } from './turn/normalize-messages.js';
import type { TranscriptItem } from './turn/transcript-item.js';

/**
 * Reads messages of any of the three kinds.
 *
 * @throws MemoryArgumentError when they cannot be read or hold no words: Letta takes both and fails later.
 */
export function readMessages(messages: readonly MemoryMessage[]): TranscriptItem[] {
  const items = normalized(messages);
  if (items.length > 0) return items;
  throw new MemoryArgumentError({
    argument: 'messages',
    message:
      'There is nothing to learn from: add at least one message of the user or the assistant with words in it. ' +
      'System messages are left out.',
  });
}

function normalized(messages: readonly MemoryMessage[]): TranscriptItem[] {
  try {
    return normalizeMessages(messages);
  } catch (error) {
    if (!(error instanceof MessageProblem)) throw error;
    throw new MemoryArgumentError({ argument: 'messages', message: error.message, cause: error });
  }
}

/** The texts to forward to the memory agent, each within its share of the agent's context. */
export function transcriptPortions(
  items: readonly TranscriptItem[],
  options: { contextWindow: number; timeZone: string; now: Date },
): string[] {
  const { contextWindow, timeZone, now } = options;
  const maxTokens = Math.floor(contextWindow * PORTION_SHARE);
  return splitIntoPortions(items, { maxTokens, timeZone, now }).map((portion) =>
    renderTranscript(portion, { timeZone, now }),
  );
}
