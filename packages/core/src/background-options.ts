import { requirePositiveInteger } from './arguments.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { safeHandler } from './events.js';
import type { DeadLetter } from './outbox/outbox-events.js';

/** Options of `Memory` for what middlewares share: the cache of learned context, and the delivery of turns. */
export interface BackgroundOptions {
  /** Milliseconds that a chat waits for a context that is not cached, in all; 0: never. Default 500. */
  budgetMs?: number;
  /** Bounds of the cache of learned context. */
  cache?: MemoryCacheOptions;
  /** Gathers turns, for fewer runs of the memory agent. */
  batch?: MemoryBatchOptions;
  /** Takes every failure that no call rejects with. What it throws is dropped. */
  onError?: (error: unknown) => void;
  /** Takes a turn that could not be delivered, with its words. What it throws is dropped. */
  onDeadLetter?: (letter: DeadLetter) => void;
}

/** Bounds of the cache of learned context. */
export interface MemoryCacheOptions {
  /** Most users that are kept. Default 1,000. */
  maxUsers?: number;
  /** Milliseconds until a context is read anew, behind the chat. Default 60,000. */
  ttlMs?: number;
}

/** When turns go to the memory agent. */
export interface MemoryBatchOptions {
  /** How many turns of a user make a delivery. Default 1: each goes as soon as it can. */
  turns?: number;
  /** Milliseconds that a turn waits for others at most. Default 60,000. */
  waitMs?: number;
}

/** What the options come to; what is undefined is left to its room's default. */
export interface BackgroundSettings {
  budgetMs: number | undefined;
  maxUsers: number | undefined;
  ttlMs: number | undefined;
  batch: MemoryBatchOptions;
  onError: (error: unknown) => void;
  onDeadLetter: (letter: DeadLetter) => void;
}

/** @throws MemoryArgumentError for an option that is plainly wrong. */
export function readBackgroundOptions(options: BackgroundOptions): BackgroundSettings {
  const { budgetMs, cache = {}, batch = {}, onError, onDeadLetter } = options;
  if (budgetMs !== undefined && !(Number.isFinite(budgetMs) && budgetMs >= 0)) {
    throw new MemoryArgumentError({
      argument: 'budgetMs',
      message: '`budgetMs` must be a number of milliseconds, 0 or more.',
    });
  }
  for (const [name, value] of [
    ['cache', cache],
    ['batch', batch],
  ] as const) {
    if (typeof value !== 'object' || value === null) {
      throw new MemoryArgumentError({ argument: name, message: `\`${name}\` must be an object.` });
    }
  }
  for (const [name, value] of [
    ['cache.maxUsers', cache.maxUsers],
    ['cache.ttlMs', cache.ttlMs],
    ['batch.turns', batch.turns],
    ['batch.waitMs', batch.waitMs],
  ] as const) {
    if (value !== undefined) requirePositiveInteger(name, value);
  }
  for (const [name, value] of [
    ['onError', onError],
    ['onDeadLetter', onDeadLetter],
  ] as const) {
    if (value !== undefined && typeof value !== 'function') {
      throw new MemoryArgumentError({ argument: name, message: `\`${name}\` must be a function.` });
    }
  }
  return {
    budgetMs,
    maxUsers: cache.maxUsers,
    ttlMs: cache.ttlMs,
    batch,
    onError: safeHandler(onError),
    onDeadLetter: safeHandler(onDeadLetter),
  };
}
