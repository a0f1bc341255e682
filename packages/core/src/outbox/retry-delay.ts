import { FIRST_RETRY_MS, LONGEST_RETRY_MS, RETRY_JITTER } from './outbox-defaults.js';

/**
 * Milliseconds until a failed delivery is made again.
 *
 * @param failures how many came in a row, at least 1
 * @param random a number from 0 to below 1
 */
export function retryDelay(failures: number, random: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  return delay * (1 + (2 * random - 1) * RETRY_JITTER);
}
