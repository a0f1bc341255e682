import type { TurnItem } from '../turn/turn.js';
import { FAILED_RUNS, GIVE_UP_MS, REFUSALS } from './outbox-defaults.js';
import type { FailureKind } from './failure-kind.js';
import type { StoreChange } from './outbox-store.js';
import { planBatch, type BatchOptions, type BatchPlan } from './plan-batch.js';
import { fingerprints, itemsLeft, type StoredTurn } from './stored-turn.js';

/**
 * Takes the next delivery: what goes with it is marked as on its way.
 *
 * @param turns those of the user
 * @param options when turns go, and the id for a new delivery
 */
export function claimBatch(
  turns: readonly StoredTurn[],
  options: { now: number; batch: BatchOptions; isForced: boolean; newBatch: string },
): StoreChange<BatchPlan> {
  const plan = planBatch(turns, options.now, options.batch, options.isForced);
  const claimed = plan.turns.map((turn) => (turn.sending ? turn : claim(turn, options.newBatch)));
  return { save: claimed, remove: [], outcome: { ...plan, turns: claimed } };
}

/**
 * Marks a delivery as done. The texts of what went are let go: only that it went must be known.
 *
 * @param turns those of the user
 * @param batch the delivery
 */
export function markSent(turns: readonly StoredTurn[], batch: string): StoreChange<null> {
  const save = ofBatch(turns, batch).map(asSent);
  return { save, remove: [], outcome: null };
}

/**
 * Marks a delivery as failed. Those who failed too often, or for too long, are taken out.
 *
 * @param turns those of the user
 * @param batch the delivery
 * @param kind how it failed
 * @param now milliseconds since 1970
 * @returns those taken out, as they were
 */
export function markFailed(
  turns: readonly StoredTurn[],
  batch: string,
  kind: FailureKind,
  now: number,
): StoreChange<readonly StoredTurn[]> {
  const failed = ofBatch(turns, batch).map((turn) => asFailed(turn, kind, now));
  const givenUp = failed.filter((turn) => isHopeless(turn, now));
  return {
    save: failed.filter((turn) => !givenUp.includes(turn)),
    remove: givenUp.map(({ id }) => id),
    outcome: givenUp,
  };
}

function claim(turn: StoredTurn, batch: string): StoredTurn {
  const items = itemsLeft(turn);
  const first = turn.sent.length;
  const last = first + items.length - 1;
  const otid = `${turn.id}.${first}-${last}.${turn.failedRuns + 1}`;
  return { ...turn, sending: { batch, items, otid } };
}

function asSent(turn: StoredTurn): StoredTurn {
  const sent = [...turn.sent, ...fingerprints(turn.sending?.items ?? [])];
  const done = { ...turn, sent, sending: null, failedRuns: 0, refusals: 0, failingSince: null };
  const left = new Set(itemsLeft(done));
  const emptied = (items: readonly TurnItem[]): TurnItem[] =>
    items.map((item) => (left.has(item) ? item : emptiedItem(item)));
  return { ...done, words: emptied(turn.words), reply: emptied(turn.reply) };
}

function emptiedItem(item: TurnItem): TurnItem {
  return { ...item, text: '' };
}

function asFailed(turn: StoredTurn, kind: FailureKind, now: number): StoredTurn {
  const failingSince = turn.failingSince ?? now;
  switch (kind) {
    case 'unclear':
      return { ...turn, failingSince };
    case 'run-failed':
      return { ...turn, failingSince, sending: null, failedRuns: turn.failedRuns + 1 };
    case 'refused':
      return { ...turn, failingSince, sending: null, refusals: turn.refusals + 1 };
  }
}

function ofBatch(turns: readonly StoredTurn[], batch: string): StoredTurn[] {
  return turns.filter(({ sending }) => sending?.batch === batch);
}

function isHopeless({ failedRuns, refusals, failingSince }: StoredTurn, now: number): boolean {
  return (
    failedRuns >= FAILED_RUNS ||
    refusals >= REFUSALS ||
    (failingSince !== null && now - failingSince >= GIVE_UP_MS)
  );
}
