import { EARLIEST_TIME_MS, LATEST_TIME_MS } from './limits.js';
import { isRecord } from './readable-json.js';

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;

/**
 * When a message was written, by its own `createdAt` or the one in its metadata.
 *
 * @param message the message
 * @returns undefined when it does not say so, or in no way that can be read: metadata belongs to the app
 */
export function messageTime(message: Readonly<Record<string, unknown>>): Date | undefined {
  const metadata = isRecord(message['metadata']) ? message['metadata'] : {};
  return readTime(message['createdAt']) ?? readTime(metadata['createdAt']);
}

function readTime(value: unknown): Date | undefined {
  const readable =
    value instanceof Date || typeof value === 'number' || (typeof value === 'string' && isoDate.test(value));
  if (!readable) return undefined;
  const time = new Date(value).getTime();
  return time >= EARLIEST_TIME_MS && time <= LATEST_TIME_MS ? new Date(time) : undefined;
}
