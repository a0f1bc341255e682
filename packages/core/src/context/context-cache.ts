import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { BoundedMap } from '../letta/bounded-map.js';
import { BUDGET_MS, CACHED_USERS, CONTEXT_TTL_MS, FAILURE_TTL_MS } from './cache-defaults.js';
import { systemClock, type Clock } from './clock.js';
import { ContextCounter } from './context-counter.js';
import type { ContextEvent, ContextSkipReason, ContextStats } from './context-events.js';
import { Flight, type Landing } from './flight.js';
import { Outage } from './outage.js';

/** What the cache is made of. */
export interface ContextCacheOptions<Value> {
  /** Reads one user's context from the memory server. */
  read: (userId: string) => Promise<Value>;
  /** Most users that are kept; the one asked for longest ago goes first. Default 1,000. */
  maxUsers?: number;
  /** Milliseconds until a context counts as stale. Default 60,000. */
  ttlMs?: number;
  /** Milliseconds that a failed or late read is remembered. Default 5,000. */
  failureTtlMs?: number;
  /** Milliseconds that callers wait for a cold read, in all; 0: never. Default 500. */
  budgetMs?: number;
  /** The time. Default: the real one. */
  clock?: Clock;
  /** Is told how each chat came by its context. Must not throw. */
  onEvent?: (event: ContextEvent) => void;
  /** Is told of each failed read. Must not throw. */
  onError?: (error: unknown, userId: string) => void;
}

/** What the cache says about a user. `miss` and `skipped` mean: not known now, which is not the same as empty. */
export type ContextLookup<Value> =
  | { readonly state: 'hit' | 'stale'; readonly value: Value }
  | { readonly state: 'miss' | 'skipped'; readonly value?: undefined };

interface Entry<Value> {
  /** The newest answer, as both lookups, so that a warm `get` makes no object. */
  known?: { sequence: number; readAt: number; hit: ContextLookup<Value>; stale: ContextLookup<Value> };
  /** Something was learned since the newest read began, whatever its age. */
  isInvalid: boolean;
  /** No read before this moment, since one has failed. */
  restUntil: number;
  /** What is wrong with the configuration: it is told at once, and again. */
  fatal?: unknown;
  flight?: Flight<Value>;
}

const MISS = Object.freeze({ state: 'miss' });
const SKIPPED = Object.freeze({ state: 'skipped' });

/**
 * The learned context of the users last seen. What is known is answered at once, also when it is stale, and read
 * anew behind the answer; for what is not known a chat waits at most once, and at most `budgetMs`.
 *
 * @example
 * const known = cache.get(userId);
 * const { value } = known.state === 'miss' ? await cache.load(userId) : known;
 */
export class ContextCache<Value> {
  readonly #read: (userId: string) => Promise<Value>;
  readonly #ttlMs: number;
  readonly #failureTtlMs: number;
  readonly #budgetMs: number;
  readonly #clock: Clock;
  readonly #onError: ((error: unknown, userId: string) => void) | undefined;
  readonly #entries: BoundedMap<string, Entry<Value>>;
  readonly #outage: Outage;
  readonly #counter: ContextCounter;
  #sequence = 0;

  constructor(options: ContextCacheOptions<Value>) {
    this.#read = options.read;
    this.#ttlMs = options.ttlMs ?? CONTEXT_TTL_MS;
    this.#failureTtlMs = options.failureTtlMs ?? FAILURE_TTL_MS;
    this.#budgetMs = options.budgetMs ?? BUDGET_MS;
    this.#clock = options.clock ?? systemClock;
    this.#onError = options.onError;
    this.#entries = new BoundedMap(options.maxUsers ?? CACHED_USERS);
    this.#outage = new Outage(this.#failureTtlMs);
    this.#counter = new ContextCounter(options.onEvent);
  }

  /** What is known now, without waiting. A stale context is read anew in the background; a missing one is not. */
  get(userId: string): ContextLookup<Value> {
    const entry = this.#entries.get(userId);
    if (!entry?.known) return MISS;
    const now = this.#clock.now();
    if (!entry.isInvalid && now - entry.known.readAt < this.#ttlMs) {
      this.#counter.hit(userId);
      return entry.known.hit;
    }
    this.#flyIfUseful(userId, entry, now);
    this.#counter.stale(userId);
    return entry.known.stale;
  }

  /**
   * What is known, or else what one read brings within the budget. Steps and retries do not pay the budget again;
   * during an outage nobody waits.
   *
   * @param signal ends this caller's waiting, not the read, which others may share
   * @throws MemoryConfigurationError, the only failure that a chat must not go on with.
   */
  async load(userId: string, signal?: AbortSignal): Promise<ContextLookup<Value>> {
    const found = this.get(userId);
    if (found.state !== 'miss') return found;
    const startedAt = this.#clock.now();
    const entry = this.#entryOf(userId);
    if (signal?.aborted) return this.#skip(userId, 'aborted', startedAt);
    this.#flyIfUseful(userId, entry, startedAt);
    const { flight } = entry;
    if (!flight) {
      if (entry.fatal !== undefined) throw entry.fatal;
      return this.#skip(userId, startedAt < entry.restUntil ? 'recent-failure' : 'outage', startedAt);
    }
    if (this.#outage.isDown) return this.#skip(userId, 'outage', startedAt);
    const landing = await flight.waitFor(this.#budgetMs, this.#clock, signal);
    if (landing === 'late') this.#outage.begin(this.#clock.now());
    if (typeof landing === 'string') {
      return this.#skip(userId, landing === 'aborted' ? 'aborted' : 'budget', startedAt);
    }
    if (flight.isForgotten) return this.#skip(userId, 'forgotten', startedAt);
    if (landing.isRead) {
      this.#counter.miss(userId, this.#clock.now() - startedAt);
      return { state: 'hit', value: landing.value };
    }
    if (MemoryConfigurationError.isInstance(landing.error)) throw landing.error;
    return this.#skip(userId, 'failed', startedAt);
  }

  /**
   * Reads a user's context before it is asked for. Never rejects.
   *
   * @returns when it is there, or could not be read.
   */
  async prefetch(userId: string): Promise<void> {
    const entry = this.#entryOf(userId);
    const now = this.#clock.now();
    const isFresh = entry.known && !entry.isInvalid && now - entry.known.readAt < this.#ttlMs;
    if (!isFresh) this.#flyIfUseful(userId, entry, now);
    await entry.flight?.landed;
  }

  /** Whether a context of the user is kept, however old. */
  holds(userId: string): boolean {
    return this.#entries.get(userId)?.known !== undefined;
  }

  /** Something was learned: what is kept is stale from now on. */
  invalidate(userId: string): void {
    const entry = this.#entries.get(userId);
    if (entry) entry.isInvalid = true;
  }

  /**
   * Something was learned: reads the context anew, with a read that begins now or later. Never rejects.
   *
   * @returns whether what is kept now holds all that was learned before this call.
   */
  async refresh(userId: string): Promise<boolean> {
    const entry = this.#entryOf(userId);
    entry.isInvalid = true;
    const asked = this.#sequence;
    // A read that has begun before may have seen the old state. One at a time, so ours comes after it.
    if (entry.flight && !entry.flight.isOverdue(this.#clock.now())) await entry.flight.landed;
    if (this.#entries.get(userId) !== entry) return false;
    const isNewer = entry.flight !== undefined && entry.flight.sequence > asked;
    const flight = isNewer && entry.flight ? entry.flight : this.#fly(userId, entry);
    const landing = await flight.landed;
    return landing.isRead && !flight.isForgotten;
  }

  /** Forgets a user. Reads that are under way bring nothing back. */
  forget(userId: string): void {
    const entry = this.#entries.get(userId);
    if (entry?.flight) entry.flight.isForgotten = true;
    this.#entries.delete(userId);
  }

  stats(): ContextStats {
    return this.#counter.stats(this.#entries.size, this.#outage.isDown);
  }

  #entryOf(userId: string): Entry<Value> {
    const existing = this.#entries.get(userId);
    if (existing) return existing;
    const entry: Entry<Value> = { isInvalid: false, restUntil: 0 };
    this.#entries.set(userId, entry);
    return entry;
  }

  /** Begins a read, unless one is under way, one has failed just now, or the service is down. */
  #flyIfUseful(userId: string, entry: Entry<Value>, now: number): void {
    if (entry.flight && !entry.flight.isOverdue(now)) return;
    if (now < entry.restUntil || !this.#outage.mayRead(now)) return;
    this.#fly(userId, entry);
  }

  #fly(userId: string, entry: Entry<Value>): Flight<Value> {
    this.#sequence += 1;
    this.#counter.reads += 1;
    entry.isInvalid = false;
    const overdueAt = this.#clock.now() + this.#budgetMs + this.#failureTtlMs;
    const flight = new Flight(this.#sequence, overdueAt, () => this.#read(userId));
    entry.flight = flight;
    // The first to be told, so that whoever waits finds the cache filled.
    void flight.landed.then((landing) => this.#land(userId, entry, flight, landing));
    return flight;
  }

  /** The only place where what a read brought changes anything. */
  #land(userId: string, entry: Entry<Value>, flight: Flight<Value>, landing: Landing<Value>): void {
    const now = this.#clock.now();
    // A read that was given up for a newer one must not end that one.
    if (entry.flight === flight) delete entry.flight;
    if (landing.isRead) this.#outage.end();
    else this.#fail(userId, landing.error, now);
    // The entry of a user who was forgotten hangs on nothing any more: what is written to it is gone.
    if (!landing.isRead) {
      entry.isInvalid = true;
      entry.restUntil = now + this.#failureTtlMs;
      entry.fatal = MemoryConfigurationError.isInstance(landing.error) ? landing.error : undefined;
    } else if (flight.sequence > (entry.known?.sequence ?? 0)) {
      const { value } = landing;
      const { sequence } = flight;
      entry.known = {
        sequence,
        readAt: now,
        hit: { state: 'hit', value },
        stale: { state: 'stale', value },
      };
      entry.restUntil = 0;
      entry.fatal = undefined;
    }
  }

  #fail(userId: string, error: unknown, now: number): void {
    this.#counter.failures += 1;
    if (isOutage(error)) this.#outage.begin(now);
    this.#onError?.(error, userId);
  }

  #skip(userId: string, reason: ContextSkipReason, startedAt: number): ContextLookup<Value> {
    this.#counter.skip(userId, reason, this.#clock.now() - startedAt);
    return SKIPPED;
  }
}

/** Whether others would fail as well. What the server refuses for one user says nothing of the next. */
function isOutage(error: unknown): boolean {
  if (MemoryConfigurationError.isInstance(error)) return false;
  if (!MemoryRequestError.isInstance(error)) return true;
  return error.isRetryable || error.status === 401 || error.status === 403;
}
