import { BoundedMap } from '../letta/bounded-map.js';
import { systemClock, type Clock } from '../turn/clock.js';
import type { Turn } from '../turn/turn.js';
import { claimBatch, markFailed, markSent } from './batch-changes.js';
import type { Deliver } from './delivery-request.js';
import { failureKind } from './failure-kind.js';
import { InProcessStore } from './in-process-store.js';
import { Lane } from './lane.js';
import { BATCH_WAIT_MS, FORGOTTEN_USERS, GRACE_MS } from './outbox-defaults.js';
import type { DeadLetter, OutboxEvent } from './outbox-events.js';
import type { OutboxStore } from './outbox-store.js';
import { pendingTexts, type PendingText } from './pending-texts.js';
import { placeTurn, type Placement } from './place-turn.js';
import { planBatch, type BatchOptions } from './plan-batch.js';
import { retryDelay } from './retry-delay.js';
import { isSettled, itemsLeft, type StoredTurn } from './stored-turn.js';

/** How an outbox works. */
export interface OutboxOptions {
  /** Hands turns to memory agents. */
  readonly deliver: Deliver;
  /** Where turns are kept. Default: in this process, bounded. */
  readonly store?: OutboxStore | undefined;
  /** Told what happens; what it throws is dropped. */
  readonly onEvent?: ((event: OutboxEvent) => void) | undefined;
  /** Gets what could not be delivered; what it throws is dropped. */
  readonly onDeadLetter?: ((letter: DeadLetter) => void) | undefined;
  /** Milliseconds that an open turn waits for its next step. Default 60,000. */
  readonly graceMs?: number | undefined;
  /** `turns`: how many closed turns go together (default 1); `waitMs`: how long one waits (default 60,000). */
  readonly batch?: Partial<BatchOptions> | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For the jitter of pauses: from 0 to below 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Figures of an outbox, counted since it was made. */
export interface OutboxStats {
  /** Users with a delivery under way. */
  readonly delivering: number;
  /** Turns that went, or parts of them. */
  readonly delivered: number;
  /** Deliveries that failed. */
  readonly failed: number;
  /** Turns of which nothing is learned, on purpose. */
  readonly dropped: number;
  /** Turns that were given up. */
  readonly deadLetters: number;
}

/**
 * Brings turns to memory agents: each thing said once, in order for each user, one delivery of a user at a time.
 * What arrives meanwhile goes together with the next one.
 *
 * @example
 * const outbox = new Outbox({ deliver });
 * const turn = readTurn(prompt, result, scope, { startedAt });
 * if (turn) void outbox.upsert(turn);
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #batch: BatchOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #forgottenAt = new BoundedMap<string, number>(FORGOTTEN_USERS);
  readonly #counts = { delivered: 0, failed: 0, dropped: 0, deadLetters: 0 };

  /** @param options see {@link OutboxOptions} */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#store = options.store ?? new InProcessStore();
    this.#clock = options.clock ?? systemClock;
    this.#batch = { turns: options.batch?.turns ?? 1, waitMs: options.batch?.waitMs ?? BATCH_WAIT_MS };
  }

  /**
   * Takes over what a call says of its turn. With the store of the process it is in before this returns.
   *
   * @param turn as `readTurn` read it
   * @param options `graceMs`: how long this turn, if open, waits for its next step
   * @returns what became of it; it never rejects, what cannot be kept is a dead letter.
   */
  async upsert(
    turn: Turn,
    options: { graceMs?: number | undefined } = {},
  ): Promise<Placement | 'forgotten' | 'lost'> {
    const { userId } = turn;
    const now = this.#clock.now();
    // Its words were said before the user's memory was deleted.
    if (turn.startedAt < (this.#forgottenAt.get(userId) ?? 0)) return this.#drop(turn, 'forgotten');
    const graceMs = options.graceMs ?? this.#options.graceMs ?? GRACE_MS;
    let placement: Placement;
    try {
      placement = await this.#store.upsert(userId, (turns) => placeTurn(turn, turns, { now, graceMs }));
    } catch (error) {
      this.#deadLetter({ ...turn, items: [...turn.words, ...turn.reply], error });
      return 'lost';
    }
    if (placement === 'no-words' || placement === 'regenerated') return this.#drop(turn, placement);
    const type = placement === 'replaced' ? 'turn-replaced' : 'turn-queued';
    this.#emit({ ...idsOf(turn), type, isOpen: turn.isOpen });
    this.#laneOf(userId).changed();
    this.#start(userId);
    return placement;
  }

  /**
   * What a user said that is not learned yet, newest first.
   *
   * @param userId whose words
   * @param exceptConversationId the conversation that holds its own words; leave it out when it is not known
   */
  pendingTexts(userId: string, exceptConversationId?: string): PendingText[] {
    return pendingTexts(this.#store.peek(userId), exceptConversationId);
  }

  /**
   * Delivers all there is now, open turns too, without waiting for pauses.
   *
   * @param userId whose turns; all users' when left out
   * @returns how many turns are still there, since the memory service failed; it does not try for ever.
   */
  async flush(userId?: string): Promise<{ undelivered: number }> {
    const userIds = userId === undefined ? await this.#store.users() : [userId];
    await Promise.all(userIds.map((id) => this.#flushUser(id)));
    const left = userIds.flatMap((id) => this.#store.peek(id)).filter((turn) => !isSettled(turn));
    return { undelivered: left.length };
  }

  /**
   * Waits until nothing of a turn is on its way or has still to go: it was learned, dropped or given up.
   *
   * @param userId whose turn
   * @param key the turn's key
   */
  async settled(userId: string, key: string): Promise<void> {
    await this.#laneOf(userId).until(() =>
      this.#store.peek(userId).every((turn) => turn.key !== key || isSettled(turn)),
    );
    this.#tidy(userId);
  }

  /**
   * Forgets all of a user's, and what calls that began before it have still to say.
   *
   * @param userId whose turns
   */
  async forget(userId: string): Promise<void> {
    this.#forgottenAt.set(userId, this.#clock.now());
    const lane = this.#lanes.get(userId);
    lane?.controller.abort();
    if (lane) lane.controller = new AbortController();
    await this.#store.forget(userId);
    lane?.setTimer(undefined);
    lane?.changed();
    this.#tidy(userId);
  }

  /** Figures, counted since the outbox was made. */
  stats(): OutboxStats {
    const delivering = [...this.#lanes.values()].filter(({ running }) => running).length;
    return { delivering, ...this.#counts };
  }

  async #flushUser(userId: string): Promise<void> {
    const lane = this.#laneOf(userId);
    lane.isForced = true;
    // What is under way may have looked for more already, so only the next round surely takes all.
    while (lane.running) await lane.running;
    lane.isForced = true;
    lane.retryAt = 0;
    this.#start(userId);
    await lane.running;
  }

  // Runs the deliveries of a user, unless they run already.
  #start(userId: string): void {
    const lane = this.#laneOf(userId);
    lane.running ??= this.#run(userId, lane)
      // Only a store that fails gets here; the timer tries again.
      .catch((error: unknown) => this.#pause(lane, error, []))
      .then(() => {
        lane.running = undefined;
        lane.isForced = false;
        lane.changed();
        return this.#schedule(userId, lane);
      });
  }

  async #run(userId: string, lane: Lane): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      if (now < lane.retryAt && !lane.isForced) return;
      const newBatch = crypto.randomUUID();
      const { isForced } = lane;
      const { turns } = await this.#store.upsert(userId, (stored) =>
        claimBatch(stored, { now, batch: this.#batch, isForced, newBatch }),
      );
      if (turns.length === 0) return;
      if (!(await this.#deliver(userId, lane, turns))) return;
    }
  }

  async #deliver(userId: string, lane: Lane, turns: readonly StoredTurn[]): Promise<boolean> {
    const { signal } = lane.controller;
    const batch = turns[0]?.sending?.batch ?? '';
    try {
      const deliveries = turns.flatMap(({ id, conversationId, startedAt, sending }) =>
        sending ? [{ key: id, conversationId, startedAt, items: sending.items, otid: sending.otid }] : [],
      );
      const { runId, learned } = await this.#options.deliver(userId, deliveries, { signal });
      for (const { sending, ...turn } of turns) {
        this.#emit({ ...idsOf(turn), type: 'turn-delivered', runId, items: sending?.items.length ?? 0 });
      }
      await learned;
      await this.#store.upsert(userId, (stored) => markSent(stored, batch));
      lane.failures = 0;
      lane.retryAt = 0;
      this.#counts.delivered += turns.length;
      for (const turn of turns) this.#emit({ ...idsOf(turn), type: 'turn-learned', runId });
      lane.changed();
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      await this.#failed(userId, lane, turns, error);
      return false;
    }
  }

  async #failed(userId: string, lane: Lane, turns: readonly StoredTurn[], error: unknown): Promise<void> {
    const batch = turns[0]?.sending?.batch ?? '';
    const now = this.#clock.now();
    const givenUp = await this.#store.upsert(userId, (stored) =>
      markFailed(stored, batch, failureKind(error), now),
    );
    const hopeless = new Set(givenUp.map(({ id }) => id));
    this.#pause(
      lane,
      error,
      turns.filter(({ id }) => !hopeless.has(id)),
    );
    for (const turn of givenUp) {
      this.#deadLetter({ ...turn, items: [...(turn.sending?.items ?? []), ...itemsLeft(turn)], error });
    }
  }

  #pause(lane: Lane, error: unknown, turns: readonly StoredTurn[]): void {
    lane.failures += 1;
    const retryInMs = retryDelay(lane.failures, (this.#options.random ?? Math.random)());
    lane.retryAt = this.#clock.now() + retryInMs;
    this.#counts.failed += 1;
    for (const turn of turns)
      this.#emit({ ...idsOf(turn), type: 'turn-failed', error, isFinal: false, retryInMs });
  }

  // Sets the timer for what is due later; what came in the meantime is due at once.
  #schedule(userId: string, lane: Lane): void {
    const now = this.#clock.now();
    const { turns, nextAt } = planBatch(this.#store.peek(userId), now, this.#batch, false);
    const dueAt = turns.length > 0 ? Math.max(now, lane.retryAt) : nextAt;
    if (dueAt === undefined) lane.setTimer(undefined);
    else lane.setTimer(this.#clock.after(Math.max(0, dueAt - now), () => this.#onTimer(userId, lane)));
    this.#tidy(userId);
  }

  #onTimer(userId: string, lane: Lane): void {
    lane.setTimer(undefined);
    this.#start(userId);
  }

  #laneOf(userId: string): Lane {
    const lane = this.#lanes.get(userId) ?? new Lane();
    this.#lanes.set(userId, lane);
    return lane;
  }

  #tidy(userId: string): void {
    if (this.#lanes.get(userId)?.isIdle) this.#lanes.delete(userId);
  }

  #drop<Reason extends 'forgotten' | 'no-words' | 'regenerated'>(turn: Turn, reason: Reason): Reason {
    this.#counts.dropped += 1;
    this.#emit({ ...idsOf(turn), type: 'turn-dropped', reason });
    return reason;
  }

  #deadLetter({ items, startedAt, error, ...turn }: DeadLetter): void {
    this.#counts.deadLetters += 1;
    const ids = idsOf(turn);
    this.#emit({ ...ids, type: 'turn-failed', error, isFinal: true, retryInMs: null });
    safely(() => this.#options.onDeadLetter?.({ ...ids, items, startedAt, error }));
  }

  #emit(event: OutboxEvent): void {
    safely(() => this.#options.onEvent?.(event));
  }
}

function idsOf({ userId, conversationId, key }: { userId: string; conversationId: string; key: string }): {
  userId: string;
  conversationId: string;
  key: string;
} {
  return { userId, conversationId, key };
}

function safely(tell: () => void): void {
  try {
    tell();
  } catch {
    // An app's broken handler must not cost anybody's words.
  }
}
