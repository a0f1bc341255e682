import { expect, it } from 'vitest';
import { safeEventHandler, type MemoryEvent } from './events.js';

const event: MemoryEvent = { type: 'background-unavailable', status: 503 };

it('passes events on', () => {
  const seen: MemoryEvent[] = [];
  safeEventHandler((one) => seen.push(one))(event);
  expect(seen).toEqual([event]);
});

it('drops what a handler throws, and does without a handler', () => {
  const broken = safeEventHandler(() => {
    throw new Error('broken handler');
  });
  expect(() => broken(event)).not.toThrow();
  expect(() => safeEventHandler(undefined)(event)).not.toThrow();
});
