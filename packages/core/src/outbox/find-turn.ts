import type { Turn } from '../turn/turn.js';
import { KEY_LIFE_MS } from './outbox-defaults.js';
import { isSettled, type StoredTurn } from './stored-turn.js';

/** Which known turn a call belongs to, and how that was seen. */
export interface FoundTurn {
  readonly stored: StoredTurn;
  /** By what: the turn waited for these tool results, or it bears the key. */
  readonly by: 'waiting' | 'key';
}

/**
 * Finds the turn that a call belongs to: the open one that waits for the tool results at the end of its prompt, else
 * the one of its key. What an app made of the prompt between two steps does not matter for the first.
 *
 * @param turn the call
 * @param turns those of the user, oldest first
 * @param now milliseconds since 1970
 */
export function findTurn(turn: Turn, turns: readonly StoredTurn[], now: number): FoundTurn | undefined {
  const waiting = turns.filter((stored) => isWaiting(stored, turn));
  const sameWords = waiting.findLast((stored) => hasSameWords(stored, turn));
  if (sameWords) return { stored: sameWords, by: 'waiting' };
  // Local models call everything `call_0`: with other words it must be the only one, in a conversation that is known.
  const [sole] = waiting;
  const mayBeOther = turn.conversationId !== '' || turn.words.length === 0;
  if (sole && waiting.length === 1 && mayBeOther) return { stored: sole, by: 'waiting' };

  const stored = turns.findLast(({ key }) => key === turn.key);
  return stored && standsForIt(stored, turn, now) ? { stored, by: 'key' } : undefined;
}

function isWaiting(stored: StoredTurn, turn: Turn): boolean {
  return (
    stored.isOpen &&
    stored.conversationId === turn.conversationId &&
    stored.waitsFor.some((id) => turn.continues.includes(id))
  );
}

function hasSameWords(stored: StoredTurn, turn: Turn): boolean {
  const said = stored.words.at(-1)?.fingerprint;
  return said !== undefined && said === turn.words.at(-1)?.fingerprint;
}

function standsForIt(stored: StoredTurn, turn: Turn, now: number): boolean {
  const isFresh = now - stored.changedAt < KEY_LIFE_MS;
  switch (stored.keyLife) {
    case 'strong':
      return true;
    case 'content':
      // While the memory service is down, a retry may come late.
      return isFresh || !isSettled(stored);
    case 'weak':
      // A bare "yes" that is asked again is another one; behind an answer it is the same.
      return (stored.isOpen || turn.goesOn) && isFresh;
  }
}
