import { createHash, randomUUID } from 'node:crypto';
import type { InputMessage } from '../storage/run-rows.js';

/**
 * What makes two background requests one: all their otids in order, as on the real server. A request without
 * any has a key that no other one has.
 *
 * @param input The request's messages.
 */
export function dedupeKeyOf(input: readonly InputMessage[]): string {
  const otids = input.flatMap(({ otid }) => (otid === null ? [] : [otid]));
  if (otids.length === 0) return randomUUID();
  return createHash('sha256').update(JSON.stringify(otids)).digest('hex');
}
