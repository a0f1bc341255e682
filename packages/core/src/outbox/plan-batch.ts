import { BATCH_LENGTH, BATCH_TURNS } from './outbox-defaults.js';
import { itemsLeft, type StoredTurn } from './stored-turn.js';

/** When closed turns go. */
export interface BatchOptions {
  /** How many closed turns of a user make a delivery. 1: each goes as soon as it can. */
  readonly turns: number;
  /** Milliseconds that a closed turn waits for others at most. */
  readonly waitMs: number;
}

/** What may go now, and when to look again. */
export interface BatchPlan {
  /** In order. When they bear a `sending`, that very delivery is to be made again. */
  readonly turns: readonly StoredTurn[];
  /** When the next one is due that is not among them, in milliseconds since 1970. */
  readonly nextAt: number | undefined;
}

/**
 * Decides which turns of a user go next, in one delivery: the closed ones, the open ones whose grace is over, and
 * before each of them the open ones of its conversation that came earlier.
 *
 * @param turns those of the user, in order of arrival
 * @param now milliseconds since 1970
 * @param batch see {@link BatchOptions}
 * @param isForced whether all go, open or not
 */
export function planBatch(
  turns: readonly StoredTurn[],
  now: number,
  batch: BatchOptions,
  isForced: boolean,
): BatchPlan {
  const unclear = turns.filter(({ sending }) => sending !== null);
  // Its fate is not known, so it goes again exactly as it was: that alone the server can tell from something new.
  if (unclear.length > 0) return { turns: unclear, nextAt: undefined };

  const waiting = turns.filter((turn) => itemsLeft(turn).length > 0);
  const isFull = waiting.filter(({ isOpen }) => !isOpen).length >= batch.turns;
  const dueAt = (turn: StoredTurn): number => {
    if (turn.isOpen) return turn.changedAt + turn.graceMs;
    return isFull ? turn.changedAt : turn.changedAt + batch.waitMs;
  };
  const isDue = (turn: StoredTurn): boolean => isForced || dueAt(turn) <= now;
  // When one goes that waited for others, those that wait with it go too.
  const goesAlong = waiting.some((turn) => !turn.isOpen && isDue(turn));
  const due = waiting.filter((turn) => isDue(turn) || (goesAlong && !turn.isOpen));
  const ready = waiting.filter(
    (turn, index) => due.includes(turn) || isBeforeOneOf(turn, waiting.slice(index + 1), due),
  );
  const later = waiting.filter((turn) => !ready.includes(turn)).map(dueAt);
  return { turns: oneDelivery(ready), nextAt: later.length > 0 ? Math.min(...later) : undefined };
}

function isBeforeOneOf(turn: StoredTurn, later: readonly StoredTurn[], due: readonly StoredTurn[]): boolean {
  if (turn.conversationId === '') return false;
  return later.some((other) => other.conversationId === turn.conversationId && due.includes(other));
}

// Who was in a run that failed goes alone, so that it costs no other turn a second run.
function oneDelivery(ready: readonly StoredTurn[]): StoredTurn[] {
  const [first] = ready;
  if (!first || first.failedRuns > 0) return ready.slice(0, 1);
  const chosen: StoredTurn[] = [];
  let length = 0;
  for (const turn of ready) {
    if (turn.failedRuns > 0 || chosen.length >= BATCH_TURNS || length >= BATCH_LENGTH) break;
    chosen.push(turn);
    length += itemsLeft(turn).reduce((sum, { text }) => sum + text.length, 0);
  }
  return chosen;
}
