import { describe, expect, it } from 'vitest';
import { estimateTokens } from './context/tokens.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { readMessages, transcriptPortions } from './forwarded-messages.js';
import type { MemoryMessage } from './turn/messages.js';

describe('readMessages', () => {
  it.each([
    ['an empty list', []],
    ['only empty text', [{ role: 'user', content: '' }]],
    ['only white space', [{ role: 'user', content: ' \n\t' }]],
    ['only the prompt of the app', [{ role: 'system', content: 'You are a helpful assistant.' }]],
    ['no list', 'Hi'],
    ['nothing', undefined],
    ['a message without a role', [{ content: 'Hi' }]],
    ['a message that is none', [null]],
  ])('refuses %s', (_name, messages) => {
    const reading = (): unknown => readMessages(messages as MemoryMessage[]);
    expect(reading).toThrow(MemoryArgumentError);
    expect(reading).toThrow(expect.objectContaining({ argument: 'messages' }));
  });
});

describe('transcriptPortions', () => {
  const options = { contextWindow: 8_000, timeZone: 'Europe/Oslo', now: new Date('2026-11-24T08:30:00Z') };

  it('is one text for a few messages', () => {
    const portions = transcriptPortions(readMessages([{ role: 'user', content: 'I am Sarah.' }]), options);
    expect(portions).toHaveLength(1);
    expect(portions[0]).toContain('[Tue 2026-11-24 09:30 Europe/Oslo] user: I am Sarah.');
  });

  it('keeps each of many texts within a quarter of the context, and loses no message', () => {
    const messages = Array.from({ length: 2_000 }, (_, index) => ({
      role: 'user' as const,
      content: `Fact ${index}.`,
    }));
    const portions = transcriptPortions(readMessages(messages), options);
    expect(portions.length).toBeGreaterThan(5);
    expect(portions.every((portion) => estimateTokens(portion) <= 2_000)).toBe(true);
    const facts = portions.flatMap((portion) =>
      [...portion.matchAll(/user: Fact (\d+)\./g)].map((match) => match[1]),
    );
    expect(facts).toEqual(messages.map((_, index) => String(index)));
  });
});
