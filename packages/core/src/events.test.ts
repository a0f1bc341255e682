import { expect, it } from 'vitest';
import { safeHandler, type MemoryEvent } from './events.js';

const event: MemoryEvent = { type: 'background-unavailable', status: 503 };

it('passes events on', () => {
  const seen: MemoryEvent[] = [];
  safeHandler<MemoryEvent>((one) => seen.push(one))(event);
  expect(seen).toEqual([event]);
});

it('drops what a handler throws, and does without a handler', () => {
  const broken = safeHandler<MemoryEvent>(() => {
    throw new Error('broken handler');
  });
  expect(() => broken(event)).not.toThrow();
  expect(() => safeHandler(undefined)(event)).not.toThrow();
});
