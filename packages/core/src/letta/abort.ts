import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { MemoryError } from '../errors/memory-error.js';

/** Rejects with the typed error when a signal is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal);
}

/** The error for an aborted signal; a typed reason (a deleted user) is passed on as it is. */
export function abortedError(signal: AbortSignal): MemoryError {
  if (MemoryError.isInstance(signal.reason)) return signal.reason;
  return new MemoryAbortedError({
    message:
      'The call was aborted by its signal. What the server had accepted before goes on there; the rest was not sent.',
  });
}

/**
 * Runs a task with a signal that follows the given ones, and lets go of them afterwards: the client leaves a
 * listener on every signal it is given, which would pile up on a signal that lives long.
 */
export async function withLinkedSignal<Result>(
  signals: readonly (AbortSignal | undefined)[],
  task: (signal: AbortSignal, controller: AbortController) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const links = signals
    .filter((signal) => signal !== undefined)
    .map((signal) => {
      const follow = (): void => controller.abort(signal.reason);
      if (signal.aborted) follow();
      else signal.addEventListener('abort', follow, { once: true });
      return () => signal.removeEventListener('abort', follow);
    });
  try {
    return await task(controller.signal, controller);
  } finally {
    for (const unlink of links) unlink();
  }
}

/** Waits, or rejects as soon as the signal is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortedError(signal));
    const stop = (): void => {
      clearTimeout(timer);
      if (signal) reject(abortedError(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
