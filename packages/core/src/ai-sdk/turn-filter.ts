import type { Turn, TurnItem } from '../turn/turn.js';

/** What a `filter` gets to see of a turn. */
export interface FilteredTurn {
  /** Whose turn it is. */
  readonly userId: string;
  /** Which conversation; `''` when it is not known. */
  readonly conversationId: string;
  /** What was said and done, in order: the user's words, then calls, results and answers. */
  readonly items: readonly TurnItem[];
}

/**
 * Looks at a turn before it leaves: returns it, with texts changed (`{ ...item, text }`) or items left out, or null to
 * drop all of it.
 */
export type TurnFilter = (turn: FilteredTurn) => FilteredTurn | null | undefined;

/**
 * Applies a filter of the app. Items keep their places and fingerprints, so that the outbox still knows what went; one
 * that was left out has no text.
 *
 * @returns null when the turn is dropped.
 * @throws whatever the filter throws: the turn must not leave then.
 */
export function filterTurn(turn: Turn, filter: TurnFilter | undefined): Turn | null {
  if (!filter) return turn;
  const { userId, conversationId, words, reply } = turn;
  const filtered = filter({ userId, conversationId, items: [...words, ...reply] });
  if (!filtered) return null;
  const left = [...filtered.items];
  const textOf = (item: TurnItem): TurnItem => {
    const place = left.findIndex(({ fingerprint }) => fingerprint === item.fingerprint);
    const [kept] = place === -1 ? [] : left.splice(place, 1);
    return { ...item, text: kept?.text ?? '' };
  };
  return { ...turn, words: words.map(textOf), reply: reply.map(textOf) };
}
