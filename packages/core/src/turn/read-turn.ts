import { hash } from './hash.js';
import { WORDS_LENGTH, WORDS_MESSAGES } from './limits.js';
import { readParts, readPrompt, type PromptMessage } from './prompt-message.js';
import { isRecord } from './readable-json.js';
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
  const messages = readPrompt(prompt).filter((message) => saysSomething(message, limits));
  const end = messages.findLastIndex(({ role }) => role === 'user') + 1;
  const continues = toolResultIds(messages);
  if (end === 0 && continues.length === 0) return null;

  const earlier = messages.slice(end, messages.length - trailingTools(messages));
  const latest = messages.slice(messages.length - trailingTools(messages));
  const handedOver = itemsOf(earlier, limits);
  const prompted = [...handedOver, ...itemsOf(latest, limits)];
  const reply = [...prompted, ...resultItems(result, hasFailed, limits)];
  return {
    ...turnKey(messages, end, scope),
    userId: scope.userId,
    conversationId: scope.conversationId ?? '',
    words: wordsOf(messages, end, scope, limits),
    reply,
    newFrom: handedOver.length,
    resultFrom: prompted.length,
    isOpen: hasFailed || waitsForTools(result),
    hasFailed,
    startedAt,
    continues,
    goesOn: messages.at(-1)?.role !== 'user',
    waitsFor: unansweredCalls(reply),
  };
}

// Answers without text or tool call stand between the user's messages without parting them.
function saysSomething(message: PromptMessage, limits: TurnLimits): boolean {
  if (message.role === 'user') return userText(message) !== '';
  return message.role === 'tool' || replyItems(message.parts, limits).length > 0;
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

function resultItems(result: TurnResult, hasFailed: boolean, limits: TurnLimits): TurnItem[] {
  const items = replyItems(readParts(result.content), limits);
  return hasFailed && items.length > 0 ? [...items, INTERRUPTED] : items;
}

// The reason alone does not tell: the SDK's loop goes on after `stop` too, and a provider's own tools need none.
function waitsForTools(result: TurnResult): boolean {
  const items = replyItems(readParts(result.content), {});
  return reasonOf(result) === 'tool-calls' || unansweredCalls(items).length > 0;
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
