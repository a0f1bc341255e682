import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import type { Memory } from '../memory.js';
import type { TurnLimits } from '../turn/turn.js';
import type { InjectionOptions } from './before-call.js';
import { requirePlacement } from './placement.js';
import { requireScopeOptions, type ScopeOptions } from './scope.js';
import type { TurnFilter } from './turn-filter.js';

/** Takes a promise that the platform must wait for: `waitUntil` of Vercel or Cloudflare, `after` of Next.js. */
export type WaitUntil = (promise: Promise<unknown>) => void;

/** Options of {@link memoryMiddleware} and {@link withMemory}. All but `memory` may also come with each call. */
export interface MemoryMiddlewareOptions extends ScopeOptions, InjectionOptions {
  /** What remembers. Middlewares of one `Memory` share its cache and its delivery, however often they are made. */
  memory: Memory;
  /** Changes or drops a turn before it leaves, for redaction. One that throws drops the turn. */
  filter?: TurnFilter;
  /** How much of each thing is learned from, in UTF-16 units. */
  limits?: TurnLimits;
  /** Keeps a serverless function alive until the turn is learned. It is called when the model is. */
  waitUntil?: WaitUntil;
  /** Milliseconds that `waitUntil` waits at most, once the model has answered. Default 25,000. */
  waitUntilMs?: number;
}

/** @throws MemoryArgumentError for an option that is plainly wrong. */
export function requireMiddlewareOptions(options: MemoryMiddlewareOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new MemoryArgumentError({
      argument: 'options',
      message: 'The options of the memory middleware must be an object with at least `memory`.',
    });
  }
  requireScopeOptions(options);
  if (options.placement !== undefined) requirePlacement(options.placement);
  for (const name of ['format', 'filter', 'waitUntil'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw new MemoryArgumentError({ argument: name, message: `\`${name}\` must be a function.` });
    }
  }
  const { waitUntilMs } = options;
  if (waitUntilMs !== undefined && !(Number.isFinite(waitUntilMs) && waitUntilMs > 0)) {
    throw new MemoryArgumentError({
      argument: 'waitUntilMs',
      message: '`waitUntilMs` must be a number of milliseconds above 0.',
    });
  }
}
