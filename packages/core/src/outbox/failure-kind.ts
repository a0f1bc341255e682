import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';

/**
 * What a failed delivery means: `run-failed` (it was taken, and its run ended badly), `refused` (it was surely not
 * taken, and will not be as it is), or `unclear` (it may have been taken).
 */
export type FailureKind = 'run-failed' | 'refused' | 'unclear';

/**
 * Reads the kind of a failure.
 *
 * @param error what the delivery was rejected with
 */
export function failureKind(error: unknown): FailureKind {
  if (MemoryRunError.isInstance(error)) return 'run-failed';
  return MemoryRequestError.isInstance(error) && !error.isRetryable ? 'refused' : 'unclear';
}
