/** Gives moments as ISO 8601 text with microseconds, in UTC. Each one is later than the one before it. */
export type Clock = () => string;

const MICROSECONDS = 1000;

/**
 * Rows are listed by their time of creation, and many are made within one millisecond: the digits below
 * it count on, so that times keep the order of arrival, as Letta's microseconds do.
 *
 * @param now The time in milliseconds since 1970. Default `Date.now`.
 */
export function createClock(now: () => number = Date.now): Clock {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now() * MICROSECONDS);
    const below = String(last % MICROSECONDS).padStart(3, '0');
    return new Date(Math.floor(last / MICROSECONDS)).toISOString().replace('Z', `${below}Z`);
  };
}
