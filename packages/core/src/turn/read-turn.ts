import { hash } from './hash.js';
import { WORDS_LENGTH, WORDS_MESSAGES } from './limits.js';
import { readParts, readPrompt, type PromptMessage } from './prompt-message.js';
import { isRecord } from './readable-json.js';
import { saysSomething } from './says-something.js';
import { turnKey, whereabouts } from './turn-key.js';
import { INTERRUPTED, makeItem, readCallId, replyItems, shorten, unansweredCalls } from './turn-items.js';
import type { Turn, TurnItem, TurnLimits, TurnResult, TurnScope } from './turn.js';
import { userText } from './user-text.js';

/** What else is known of a call. */
export interface ReadTurnOptions {
  /** When it began, in milliseconds since 1970, by the clock that the outbox uses too. */
  readonly startedAt: number;
  /** What is cut where. */
  readonly limits?: TurnLimits | undefined;
}

/**
 * Reads one call of a model: what is new in it is the user's last message with something in it, those of the user
 * right before, and all that came after.
 *
 * It is synchronous: what was answered is in the outbox before anybody can ask the next question.
 *
 * @param prompt the messages as they were before anything was injected (spec v2 to v4, or `ModelMessage`s)
 * @param result what the model answered, or what is there of it
 * @param scope whose turn, and where
 * @param options see {@link ReadTurnOptions}
 * @returns null when there are neither words of the user nor tool results in the prompt
 * @example
 * const turn = readTurn(params.prompt, { content, finishReason }, { userId }, { startedAt });
 */
export function readTurn(
  prompt: unknown,
  result: TurnResult,
  scope: TurnScope,
  options: ReadTurnOptions,
): Turn | null {
  const { startedAt, limits = {} } = options;
  const hasFailed = result.failed === true || reasonOf(result) === 'error';
  const messages = readPrompt(prompt).filter(saysSomething);
  const end = messages.findLastIndex(({ role }) => role === 'user') + 1;
  const continues = toolResultIds(messages);
  if (end === 0 && continues.length === 0) return null;

  const earlier = messages.slice(end, messages.length - trailingTools(messages));
  const latest = messages.slice(messages.length - trailingTools(messages));
  const handedOver = itemsOf(earlier, limits);
  const prompted = [...handedOver, ...itemsOf(latest, limits)];
  const answered = replyItems(readParts(result.content), limits);
  const broken = hasFailed && answered.length > 0 ? [INTERRUPTED] : [];
  const reply = [...prompted, ...answered, ...broken];
  return {
    ...turnKey(messages, end, scope),
    userId: scope.userId,
    conversationId: scope.conversationId ?? '',
    words: wordsOf(messages, end, scope, limits),
    reply,
    newFrom: handedOver.length,
    resultFrom: prompted.length,
    // The reason alone does not tell: the SDK's loop goes on after `stop` too, and a provider's own tools need none.
    isOpen: hasFailed || reasonOf(result) === 'tool-calls' || unansweredCalls(answered).length > 0,
    hasFailed,
    startedAt,
    continues,
    goesOn: messages.at(-1)?.role !== 'user',
    waitsFor: unansweredCalls(reply),
  };
}

function wordsOf(
  messages: readonly PromptMessage[],
  end: number,
  scope: TurnScope,
  limits: TurnLimits,
): TurnItem[] {
  const words: TurnItem[] = [];
  let length = 0;
  for (const message of messages.slice(0, end).toReversed()) {
    const isTooMuch = words.length >= WORDS_MESSAGES || length > WORDS_LENGTH;
    if (message.role !== 'user' || isTooMuch) break;
    const text = userText(message);
    length += text.length;
    words.unshift(makeItem('user', shorten(text, limits), undefined, [...whereabouts(scope), hash(text)]));
  }
  return words;
}

function itemsOf(messages: readonly PromptMessage[], limits: TurnLimits): TurnItem[] {
  return messages.flatMap(({ parts }) => replyItems(parts, limits));
}

function reasonOf({ finishReason }: TurnResult): unknown {
  return isRecord(finishReason) ? finishReason['unified'] : finishReason;
}

function trailingTools(messages: readonly PromptMessage[]): number {
  return messages.length - 1 - messages.findLastIndex(({ role }) => role !== 'tool');
}

function toolResultIds(messages: readonly PromptMessage[]): string[] {
  const parts = messages.slice(messages.length - trailingTools(messages)).flatMap(({ parts }) => parts);
  return parts.filter(({ type }) => type === 'tool-result').map(readCallId);
}
