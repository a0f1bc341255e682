import { BoundedMap } from '../letta/bounded-map.js';
import { systemClock, type Clock } from '../turn/clock.js';
import type { Turn } from '../turn/turn.js';
import { Courier, type CourierTools } from './courier.js';
import type { Deliver } from './delivery-request.js';
import { InProcessStore } from './in-process-store.js';
import { BATCH_WAIT_MS, FORGOTTEN_USERS, GRACE_MS } from './outbox-defaults.js';
import type { DropReason } from './outbox-events.js';
import type { OutboxStore } from './outbox-store.js';
import { pendingTexts, type PendingText } from './pending-texts.js';
import { placeTurn, type Placement } from './place-turn.js';
import type { BatchOptions } from './plan-batch.js';
import { Reporter, type OutboxCounts, type ReporterOptions } from './reporter.js';
import { isSettled } from './stored-turn.js';

/** What became of a turn that was handed over: where it was put, or that it was dropped or could not be kept. */
export type UpsertOutcome = Placement | DropReason | 'lost';

/** How an outbox works. */
export interface OutboxOptions extends ReporterOptions {
  /** Hands turns to memory agents. */
  readonly deliver: Deliver;
  /** Where turns are kept. Default: in this process, bounded. */
  readonly store?: OutboxStore | undefined;
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
export interface OutboxStats extends OutboxCounts {
  /** Users with a delivery under way. */
  readonly delivering: number;
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
  readonly #graceMs: number;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #reporter: Reporter;
  readonly #tools: CourierTools;
  readonly #couriers = new Map<string, Courier>();
  readonly #forgottenAt = new BoundedMap<string, number>(FORGOTTEN_USERS);

  /** @param options see {@link OutboxOptions} */
  constructor(options: OutboxOptions) {
    const {
      deliver,
      batch,
      store = new InProcessStore(),
      clock = systemClock,
      random = Math.random,
    } = options;
    this.#graceMs = options.graceMs ?? GRACE_MS;
    this.#store = store;
    this.#clock = clock;
    this.#reporter = new Reporter(options);
    this.#tools = {
      store,
      deliver,
      clock,
      random,
      batch: { turns: batch?.turns ?? 1, waitMs: batch?.waitMs ?? BATCH_WAIT_MS },
      reporter: this.#reporter,
    };
  }

  /**
   * Takes over what a call says of its turn. With the store of the process it is in before this returns.
   *
   * @param turn as `readTurn` read it
   * @param options `graceMs`: how long this turn, if open, waits for its next step
   * @returns what became of it; it never rejects, what cannot be kept is a dead letter.
   */
  async upsert(turn: Turn, options: { graceMs?: number | undefined } = {}): Promise<UpsertOutcome> {
    const { userId } = turn;
    const now = this.#clock.now();
    // Its words were said before the user's memory was deleted.
    if (turn.startedAt < (this.#forgottenAt.get(userId) ?? 0)) return this.#drop(turn, 'forgotten');
    const graceMs = options.graceMs ?? this.#graceMs;
    let placement: Placement;
    try {
      placement = await this.#store.upsert(userId, (turns) => placeTurn(turn, turns, { now, graceMs }));
    } catch (error) {
      this.#reporter.givenUp({ ...turn, items: [...turn.words, ...turn.reply], error });
      return 'lost';
    }
    if (placement === 'no-words' || placement === 'regenerated') return this.#drop(turn, placement);
    this.#reporter.accepted(turn, placement === 'replaced', turn.isOpen);
    this.#courierOf(userId).wake();
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
    await Promise.all(userIds.map((id) => this.#courierOf(id).flush()));
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
    const isDone = (): boolean =>
      this.#store.peek(userId).every((turn) => turn.key !== key || isSettled(turn));
    await this.#courierOf(userId).until(isDone);
  }

  /**
   * Forgets all of a user's, and what calls that began before it have still to say.
   *
   * @param userId whose turns
   */
  async forget(userId: string): Promise<void> {
    this.#forgottenAt.set(userId, this.#clock.now());
    await this.#store.forget(userId);
    this.#couriers.get(userId)?.interrupt();
    this.#tidy(userId);
  }

  /** Figures, counted since the outbox was made. */
  stats(): OutboxStats {
    const delivering = [...this.#couriers.values()].filter(({ isRunning }) => isRunning).length;
    return { delivering, ...this.#reporter.counts() };
  }

  #courierOf(userId: string): Courier {
    const known = this.#couriers.get(userId);
    if (known) return known;
    const courier = new Courier(userId, this.#tools, () => this.#tidy(userId));
    this.#couriers.set(userId, courier);
    return courier;
  }

  #tidy(userId: string): void {
    if (this.#couriers.get(userId)?.isIdle) this.#couriers.delete(userId);
  }

  #drop<Reason extends DropReason>(turn: Turn, reason: Reason): Reason {
    this.#reporter.dropped(turn, reason);
    return reason;
  }
}
