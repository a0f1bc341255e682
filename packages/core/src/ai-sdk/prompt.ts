import { isMarkedIgnored } from './own-options.js';
import type { PromptMessage } from './types.js';

/** What a prompt says about the turn it belongs to. */
export interface PromptTurn {
  /** Where the newest message of the user stands; undefined without one. */
  userIndex: number | undefined;
  /** What is the same in all steps of a turn; undefined without words of a user. */
  turnKey: string | undefined;
  /** Whether the prompt ends with the user's words: no step of the turn came before. */
  startsTurn: boolean;
}

/** Characters of each end of the user's words that tell one turn from another. */
const KEY_CHARACTERS = 200;

/**
 * Finds the turn. Messages marked as the app's own are nobody's words: a nudge between two steps begins no turn.
 *
 * @param prompt as the caller gave it, marks and all
 * @param turnId the caller's own name for the turn
 */
export function promptTurn(prompt: readonly PromptMessage[], turnId: string | undefined): PromptTurn {
  const userIndex = prompt.findLastIndex((message) => message.role === 'user' && !isMarkedIgnored(message));
  const words = prompt[userIndex];
  const last = prompt.findLastIndex((message) => message.role !== 'system' && !isMarkedIgnored(message));
  return {
    userIndex: words ? userIndex : undefined,
    turnKey: turnId ?? (words && keyOf(textOf(words))),
    startsTurn: !words || last === userIndex,
  };
}

/** Tells whether the prompt holds a text, as words of their own. The prompt is put together at the first question. */
export function promptHolds(prompt: readonly PromptMessage[]): (text: string) => boolean {
  let whole: string | undefined;
  return (text) => {
    whole ??= prompt.map(textOf).join('\n');
    for (let place = whole.indexOf(text); place !== -1; place = whole.indexOf(text, place + 1)) {
      const before = whole.slice(0, place).slice(-1);
      const after = whole.slice(place + text.length).slice(0, 1);
      if (!isOfWord(before) && !isOfWord(after)) return true;
    }
    return false;
  };
}

/** How many system messages stand before all others. */
export function leadingSystemCount(prompt: readonly PromptMessage[]): number {
  const first = prompt.findIndex(({ role }) => role !== 'system');
  return first === -1 ? prompt.length : first;
}

function textOf({ content }: PromptMessage): string {
  if (typeof content === 'string') return content;
  return content.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}

function keyOf(text: string): string {
  return `${text.length}:${text.slice(0, KEY_CHARACTERS)}${text.slice(-KEY_CHARACTERS)}`;
}

function isOfWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
