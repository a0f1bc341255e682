import { FIRST_POLL_MS, LONGEST_POLL_MS, POLL_GROWTH } from '../defaults.js';

/**
 * How long to wait between looks.
 *
 * @yields milliseconds, growing and without end.
 */
export function* pollIntervals(): Generator<number, never> {
  for (let interval = FIRST_POLL_MS; ; interval = Math.min(interval * POLL_GROWTH, LONGEST_POLL_MS)) {
    yield Math.round(interval);
  }
}
