import type { KeyLife, TurnItem } from '../turn/turn.js';
import { KEY_LIFE_MS, REMEMBER_MS } from './outbox-defaults.js';

/** A turn in the outbox. It is never changed, only replaced. Plain data: a store may keep it as JSON. */
export interface StoredTurn {
  /** Unique among the turns of the user: its key, with a suffix where that can come again. */
  readonly id: string;
  readonly key: string;
  readonly keyLife: KeyLife;
  readonly userId: string;
  /** `''` when it is not known. */
  readonly conversationId: string;
  /** What the user said. The texts of sent items are no longer kept, here and in `reply`. */
  readonly words: readonly TurnItem[];
  /** All that came after. */
  readonly reply: readonly TurnItem[];
  /** Where in `reply` the output of a call begins that broke off, and which the next call replaces. */
  readonly brokenFrom: number | null;
  /** The fingerprints of the items that went, in order. */
  readonly sent: readonly string[];
  /** What is on its way. */
  readonly sending: Sending | null;
  readonly isOpen: boolean;
  readonly waitsFor: readonly string[];
  /** When its first call began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** When a call last said something of it. */
  readonly changedAt: number;
  /** Milliseconds after that at which it goes even though it is open. */
  readonly graceMs: number;
  /** How often each kind of failure met it. */
  readonly failedRuns: number;
  readonly refusals: number;
  /** When it first failed since something of it went well. */
  readonly failingSince: number | null;
}

/** The part of a turn that is on its way, or whose fate is not known: it may only be sent again as it is. */
export interface Sending {
  /** The delivery; turns of one delivery share it. */
  readonly batch: string;
  readonly items: readonly TurnItem[];
  readonly otid: string;
}

/** What of a turn is neither sent nor on its way, in order. */
export function itemsLeft(turn: StoredTurn): TurnItem[] {
  const gone = [...turn.sent, ...fingerprints(turn.sending?.items ?? [])];
  return without([...turn.words, ...turn.reply], gone);
}

/** Whether all of a turn went, or is on its way. */
export function isGone(turn: StoredTurn): boolean {
  return isTouched(turn) && itemsLeft(turn).length === 0;
}

/** Whether any of a turn went, or is on its way. */
export function isTouched(turn: StoredTurn): boolean {
  return turn.sent.length > 0 || turn.sending !== null;
}

/** Whether nothing is left to do for a turn as it is. */
export function isSettled(turn: StoredTurn): boolean {
  return turn.sending === null && itemsLeft(turn).length === 0;
}

/** Whether a turn need not be remembered any longer. Those with a `turnId` are, as long as there is room. */
export function isForgettable(turn: StoredTurn, now: number): boolean {
  if (turn.keyLife === 'strong' || !isSettled(turn)) return false;
  const isLong = turn.isOpen || turn.conversationId !== '';
  return now - turn.changedAt >= (isLong ? REMEMBER_MS : KEY_LIFE_MS);
}

/** The items that are left when each of the fingerprints has taken out one. */
export function without(items: readonly TurnItem[], taken: readonly string[]): TurnItem[] {
  const counts = new Map<string, number>();
  for (const fingerprint of taken) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  return items.filter(({ fingerprint }) => {
    const count = counts.get(fingerprint) ?? 0;
    counts.set(fingerprint, count - 1);
    return count <= 0;
  });
}

export function fingerprints(items: readonly TurnItem[]): string[] {
  return items.map(({ fingerprint }) => fingerprint);
}
