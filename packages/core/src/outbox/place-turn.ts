import type { Turn, TurnItem } from '../turn/turn.js';
import { findTurn, type FoundTurn } from './find-turn.js';
import type { StoreChange } from './outbox-store.js';
import { placeWords } from './place-words.js';
import { fingerprints, isForgettable, isGone, without, type StoredTurn } from './stored-turn.js';

/** What became of a call's turn. */
export type Placement =
  /** A new turn. */
  | 'queued'
  /** A known turn goes on. */
  | 'extended'
  /** What was not sent of a known turn was replaced. */
  | 'replaced'
  /** The answer of a turn that was sent already was made anew. */
  | 'regenerated'
  /** The prompt holds no words of the user, and no known turn waits for its tool results. */
  | 'no-words';

/** How a turn is placed. */
export interface PlaceOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds that the turn, if open, waits for its next step. */
  readonly graceMs: number;
}

/**
 * Decides which turn a call belongs to and what it changes in it.
 *
 * @param turn the call, as `readTurn` read it
 * @param turns those of its user, oldest first
 * @param options see {@link PlaceOptions}
 */
export function placeTurn(
  turn: Turn,
  turns: readonly StoredTurn[],
  options: PlaceOptions,
): StoreChange<Placement> {
  const forgotten = turns.filter((stored) => isForgettable(stored, options.now));
  const found = findTurn(turn, turns, options.now);
  const change = found ? changeKnown(turn, found, options) : addNew(turn, turns, options);
  const saved = new Set(change.save.map(({ id }) => id));
  const remove = [...change.remove, ...forgotten.map(({ id }) => id).filter((id) => !saved.has(id))];
  return { ...change, remove };
}

function changeKnown(turn: Turn, found: FoundTurn, options: PlaceOptions): StoreChange<Placement> {
  const { stored } = found;
  const isAgain = found.by === 'key' && !turn.goesOn;
  const overlapped = isAgain && !stored.isOpen && turn.startedAt < stored.changedAt;
  const replaces = isAgain && !overlapped;
  if (replaces && !stored.isOpen && isGone(stored)) return { save: [], remove: [], outcome: 'regenerated' };

  const kept = replaces ? [] : stored.reply.slice(0, stored.brokenFrom ?? undefined);
  const added = replaces ? turn.reply : newItems(turn, kept, found);
  const brokenLength = Math.min(turn.reply.length - turn.resultFrom, added.length);
  const changed: StoredTurn = {
    ...stored,
    reply: [...kept, ...added],
    brokenFrom: turn.hasFailed ? kept.length + added.length - brokenLength : null,
    // A call that was overtaken does not open again what is closed.
    isOpen: turn.isOpen && !overlapped,
    waitsFor: overlapped ? [] : turn.waitsFor,
    changedAt: options.now,
    graceMs: options.graceMs,
  };
  return { save: [changed], remove: [], outcome: replaces ? 'replaced' : 'extended' };
}

function addNew(turn: Turn, turns: readonly StoredTurn[], options: PlaceOptions): StoreChange<Placement> {
  if (turn.words.length === 0) return { save: [], remove: [], outcome: 'no-words' };
  const { now, graceMs } = options;
  const { words, absorbed } = placeWords(turn, turns, now);
  const stored: StoredTurn = {
    id: newId(turn, turns),
    key: turn.key,
    keyLife: turn.keyLife,
    userId: turn.userId,
    conversationId: turn.conversationId,
    words,
    reply: turn.reply,
    brokenFrom: turn.hasFailed ? turn.resultFrom : null,
    sent: [],
    sending: null,
    isOpen: turn.isOpen,
    waitsFor: turn.waitsFor,
    startedAt: turn.startedAt,
    changedAt: now,
    graceMs,
    failedRuns: 0,
    refusals: 0,
    failingSince: null,
  };
  return { save: [stored], remove: absorbed.map(({ id }) => id), outcome: 'queued' };
}

// A key that can come again must not look like the same delivery to the server.
function newId(turn: Turn, turns: readonly StoredTurn[]): string {
  const comesAgain = turn.keyLife === 'weak' || turns.some(({ id }) => id === turn.key);
  return comesAgain ? `${turn.key}~${Math.round(turn.startedAt * 1_000).toString(36)}` : turn.key;
}

function newItems(turn: Turn, kept: readonly TurnItem[], { by, stored }: FoundTurn): readonly TurnItem[] {
  if (by === 'key') return without(turn.reply, fingerprints(kept));
  // All before the tool results was handed over by earlier steps, whatever the app has made of it since.
  const held = new Set(fingerprints(kept));
  return turn.reply
    .slice(turn.newFrom)
    .filter(
      ({ role, id = '', fingerprint }) =>
        role !== 'result' || stored.waitsFor.includes(id) || !held.has(fingerprint),
    );
}
