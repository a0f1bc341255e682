import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { requireText, requireUserId } from './arguments.js';
import { readTurn } from './turn/read-turn.js';
import type { Turn } from './turn/turn.js';

/** A message of the AI SDK: a `ModelMessage`, or one of a prompt. */
export interface CapturedMessage {
  readonly role: string;
  readonly content: unknown;
  readonly providerOptions?: unknown;
}

/** One turn of a chat, for `captureTurn`. */
export interface CaptureTurnOptions {
  /** Whose memory learns. */
  userId: string;
  /** Which conversation it is. */
  conversationId?: string;
  /** Which turn of it: the id of the last user message. */
  turnId?: string;
  /** The chat up to the user's words, oldest first; at least the user's last message. */
  messages: readonly CapturedMessage[];
  /** What came of it, tool calls and results included: `response.messages` of the AI SDK. */
  responseMessages?: readonly CapturedMessage[];
}

/**
 * Reads a turn that has ended, by the rule of the middleware.
 *
 * @throws MemoryArgumentError when there are no words of the user in it, or an option is plainly wrong.
 */
export function readCapturedTurn(options: CaptureTurnOptions, startedAt: number): Turn {
  const { messages, responseMessages = [], conversationId, turnId } = options;
  const userId = requireUserId(options.userId);
  requireText('conversationId', conversationId);
  requireText('turnId', turnId);
  for (const [argument, value] of [
    ['messages', messages],
    ['responseMessages', responseMessages],
  ] as const) {
    if (!Array.isArray(value)) {
      throw new MemoryArgumentError({ argument, message: `\`${argument}\` must be an array of messages.` });
    }
  }
  // The answer stands in the prompt, so that a turn that the middleware has seen is found to be the same.
  const prompt = [...messages, ...responseMessages];
  const result = { content: [], finishReason: 'stop' };
  const turn = readTurn(prompt, result, { userId, conversationId, turnId }, { startedAt });
  if (!turn || turn.words.length === 0) {
    throw new MemoryArgumentError({
      argument: 'messages',
      message: 'There are no words of the user in `messages`: nothing to learn from.',
    });
  }
  return { ...turn, isOpen: turn.waitsFor.length > 0 };
}
