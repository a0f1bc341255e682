import { cleanText } from './clean-text.js';
import { hash } from './hash.js';
import type { PromptMessage } from './prompt-message.js';
import type { KeyLife, TurnScope } from './turn.js';
import { userText } from './user-text.js';

/**
 * What a turn is known by. With a `turnId` that, and the words; without one, the words and where they were said: the
 * user's text before them, the assistant's between, and how many messages of the user there are.
 *
 * @param messages those that count, in order
 * @param end where the last message of the user ends; 0 when there is none
 * @param scope see {@link TurnScope}
 */
export function turnKey(
  messages: readonly PromptMessage[],
  end: number,
  scope: TurnScope,
): { key: string; keyLife: KeyLife } {
  const last = messages[end - 1];
  const words = last ? userText(last) : '';
  // The words count beside a `turnId` too: `useChat` keeps the id of a message that is edited.
  const place = scope.turnId ? [scope.turnId] : placeOf(messages, end);
  return { key: hash(JSON.stringify([whereabouts(scope), words, place])), keyLife: keyLife(end, scope) };
}

/**
 * Whose words, and in which conversation.
 *
 * @param scope see {@link TurnScope}
 */
export function whereabouts(scope: TurnScope): string[] {
  return [scope.userId, scope.conversationId ?? '', scope.responseId ?? ''];
}

function keyLife(end: number, scope: TurnScope): KeyLife {
  if (scope.turnId) return 'strong';
  const hasHistory = end > 1;
  return scope.conversationId || scope.responseId || hasHistory ? 'content' : 'weak';
}

function placeOf(messages: readonly PromptMessage[], end: number): unknown[] {
  const before = messages.slice(0, Math.max(0, end - 1));
  const formerEnd = before.findLastIndex(({ role }) => role === 'user') + 1;
  const former = before[formerEnd - 1];
  const between = before.slice(formerEnd).filter(({ role }) => role === 'assistant');
  return [
    former ? userText(former) : '',
    between.map(assistantText).join('\n'),
    messages.filter(({ role }) => role === 'user').length,
  ];
}

function assistantText({ parts }: PromptMessage): string {
  const texts = parts.flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [text] : [],
  );
  return cleanText(texts.join(''));
}
