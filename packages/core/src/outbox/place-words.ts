import type { Turn, TurnItem } from '../turn/turn.js';
import { KEY_LIFE_MS } from './outbox-defaults.js';
import { isTouched, type StoredTurn } from './stored-turn.js';

/** Which words a new turn brings, and which turns it takes in. */
export interface PlacedWords {
  readonly words: readonly TurnItem[];
  readonly absorbed: readonly StoredTurn[];
}

/**
 * Sorts out the words of a new turn. Several messages of the user in a row are one turn's words; earlier ones may be
 * those of another turn, whose answer was no message or never came: they are left to it, or it is taken in when it
 * has nothing else.
 *
 * @param turn the new turn
 * @param turns those of the user, oldest first
 * @param now milliseconds since 1970
 */
export function placeWords(turn: Turn, turns: readonly StoredTurn[], now: number): PlacedWords {
  const others = turns.filter((other) => mayHold(other, turn, now));
  const last = turn.words.at(-1);
  const words: TurnItem[] = [];
  const absorbed = new Set<StoredTurn>();
  for (const word of turn.words) {
    const holder =
      word === last
        ? others.find((other) => overtook(other, turn, word))
        : others.find((other) => holds(other.words, word));
    if (holder && word !== last && isOnly(holder, turn)) absorbed.add(holder);
    if (!holder || absorbed.has(holder)) words.push(word);
  }
  return { words, absorbed: [...absorbed] };
}

// Without a conversation, the same words from some time ago need not be the same.
function mayHold(other: StoredTurn, turn: Turn, now: number): boolean {
  const isLive = other.conversationId !== '' || other.isOpen || now - other.changedAt < KEY_LIFE_MS;
  return other.conversationId === turn.conversationId && isLive;
}

// The user went on before this answer was there, and that turn, which ended sooner, has these words already.
function overtook(other: StoredTurn, turn: Turn, word: TurnItem): boolean {
  return turn.startedAt < other.changedAt && holds(other.words.slice(0, -1), word);
}

// It has nothing but words that stand in this turn too, and none of it went.
function isOnly(other: StoredTurn, turn: Turn): boolean {
  const isBare = other.isOpen && other.reply.length === 0 && !isTouched(other);
  return isBare && other.words.every((word) => holds(turn.words, word));
}

function holds(words: readonly TurnItem[], { fingerprint }: TurnItem): boolean {
  return words.some((word) => word.fingerprint === fingerprint);
}
