import type { Clock } from '../turn/clock.js';
import { claimBatch, markFailed, markSent } from './batch-changes.js';
import type { Deliver } from './delivery-request.js';
import { failureKind } from './failure-kind.js';
import type { OutboxStore } from './outbox-store.js';
import { planBatch, type BatchOptions } from './plan-batch.js';
import type { Reporter } from './reporter.js';
import { retryDelay } from './retry-delay.js';
import { itemsLeft, type StoredTurn } from './stored-turn.js';

/** What all couriers of an outbox share. */
export interface CourierTools {
  readonly store: OutboxStore;
  readonly deliver: Deliver;
  readonly batch: BatchOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly reporter: Reporter;
}

/** Brings the turns of one user to their agent, one delivery at a time. */
export class Courier {
  readonly #userId: string;
  readonly #tools: CourierTools;
  readonly #onIdle: () => void;
  /** The deliveries under way; settled when there is nothing more to do for now. It never rejects. */
  #running: Promise<void> | undefined;
  /** Whether all go, open or not, and no pause is waited for. */
  #isForced = false;
  /** Whether something came since it was last looked for what can go. */
  #hasNews = false;
  /** Failed deliveries in a row. */
  #failures = 0;
  /** Before it, nothing is tried. */
  #retryAt = 0;
  /** Aborted when the user is forgotten. */
  #controller = new AbortController();
  #stopTimer: (() => void) | undefined;
  readonly #waiters = new Set<() => void>();
  /** How many callers wait for it. While one does, there must be no second courier of the user. */
  #holders = 0;

  /**
   * @param userId whose turns
   * @param tools what all couriers share
   * @param onIdle told when there is nothing more to do
   */
  constructor(userId: string, tools: CourierTools, onIdle: () => void) {
    this.#userId = userId;
    this.#tools = tools;
    this.#onIdle = onIdle;
  }

  /** Whether a delivery is under way. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether nothing is lost when it is let go. */
  get isIdle(): boolean {
    return !this.isRunning && !this.#stopTimer && this.#holders === 0;
  }

  /** Something came: looks whether it can go. */
  wake(): void {
    this.#hasNews = true;
    this.#tellWaiters();
    this.#start();
  }

  /** Brings all there is, open or not; a failure ends it. */
  flush(): Promise<void> {
    return this.#held(async () => {
      this.#isForced = true;
      // What is under way may have looked for more already, so only the next round surely takes all.
      while (this.#running) await this.#running;
      this.#isForced = true;
      this.#retryAt = 0;
      this.#start();
      await this.#running;
    });
  }

  /** Breaks off what is under way. */
  interrupt(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#setTimer(undefined);
    this.#tellWaiters();
  }

  /** Resolves once `isDone` is true; it is asked now and after each change. */
  until(isDone: () => boolean): Promise<void> {
    return this.#held(async () => {
      while (!isDone()) await new Promise<void>((resolve) => void this.#waiters.add(resolve));
    });
  }

  async #held(task: () => Promise<void>): Promise<void> {
    this.#holders += 1;
    await task();
    this.#holders -= 1;
    if (this.isIdle) this.#onIdle();
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (await this.#bringNext());
    } catch (error) {
      // The store failed.
      this.#pause(error, []);
    }
    this.#running = undefined;
    this.#isForced = false;
    this.#tellWaiters();
    // It may have come when the last look was over already.
    if (this.#hasNews) return this.#start();
    this.#schedule();
    if (this.isIdle) this.#onIdle();
  }

  /** @returns whether there may be more to bring now. */
  async #bringNext(): Promise<boolean> {
    const { store, batch, clock } = this.#tools;
    this.#hasNews = false;
    const now = clock.now();
    const isForced = this.#isForced;
    if (now < this.#retryAt && !isForced) return false;
    const newBatch = crypto.randomUUID();
    const { turns } = await store.upsert(this.#userId, (stored) =>
      claimBatch(stored, { now, batch, isForced, newBatch }),
    );
    return turns.length > 0 && this.#deliver(turns);
  }

  async #deliver(turns: readonly StoredTurn[]): Promise<boolean> {
    const { store, deliver, reporter } = this.#tools;
    const { signal } = this.#controller;
    const batch = batchOf(turns);
    try {
      const deliveries = turns.flatMap(({ id, conversationId, startedAt, sending }) =>
        sending ? [{ key: id, conversationId, startedAt, items: sending.items, otid: sending.otid }] : [],
      );
      const { runId, learned } = await deliver(this.#userId, deliveries, { signal });
      for (const turn of turns) reporter.delivered(turn, runId, turn.sending?.items.length ?? 0);
      await learned;
      await store.upsert(this.#userId, (stored) => markSent(stored, batch));
      this.#failures = 0;
      this.#retryAt = 0;
      for (const turn of turns) reporter.learned(turn, runId);
      this.#tellWaiters();
      return true;
    } catch (error) {
      // The user was forgotten; what came since is another beginning.
      if (signal.aborted) return true;
      await this.#failed(turns, error);
      return false;
    }
  }

  async #failed(turns: readonly StoredTurn[], error: unknown): Promise<void> {
    const { store, clock, reporter } = this.#tools;
    const batch = batchOf(turns);
    const now = clock.now();
    const kind = failureKind(error);
    const givenUp = await store.upsert(this.#userId, (stored) => markFailed(stored, batch, kind, now));
    const ids = new Set(givenUp.map(({ id }) => id));
    this.#pause(
      error,
      turns.filter(({ id }) => !ids.has(id)),
    );
    for (const turn of givenUp) {
      reporter.givenUp({ ...turn, items: [...(turn.sending?.items ?? []), ...itemsLeft(turn)], error });
    }
  }

  #pause(error: unknown, turns: readonly StoredTurn[]): void {
    const { clock, random, reporter } = this.#tools;
    this.#failures += 1;
    const retryInMs = retryDelay(this.#failures, random());
    this.#retryAt = clock.now() + retryInMs;
    reporter.failed(turns, error, retryInMs);
  }

  // Sets the timer for what is due later.
  #schedule(): void {
    const { store, batch, clock } = this.#tools;
    const now = clock.now();
    const { turns, nextAt } = planBatch(store.peek(this.#userId), now, batch, false);
    const dueAt = turns.length > 0 ? Math.max(now, this.#retryAt) : nextAt;
    if (dueAt === undefined) return this.#setTimer(undefined);
    const onTimer = (): void => {
      this.#stopTimer = undefined;
      this.#start();
    };
    this.#setTimer(clock.after(dueAt - now, onTimer));
  }

  #setTimer(stopTimer: (() => void) | undefined): void {
    this.#stopTimer?.();
    this.#stopTimer = stopTimer;
  }

  #tellWaiters(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resolve of waiters) resolve();
  }
}

function batchOf(turns: readonly StoredTurn[]): string {
  return turns[0]?.sending?.batch ?? '';
}
