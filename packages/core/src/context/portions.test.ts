import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranscriptItem } from '../turn/transcript-item.js';
import { splitIntoPortions } from './portions.js';
import { TimeZoneProblem } from './time-zone-problem.js';
import { estimateTokens } from './tokens.js';
import { renderTranscript } from './transcript.js';

const dated = { timeZone: 'America/Argentina/Buenos_Aires', now: new Date('2026-11-24T08:30:00Z') };
const frame = estimateTokens(renderTranscript([], dated));
const sizes = (portions: TranscriptItem[][]) =>
  portions.map((portion) => estimateTokens(renderTranscript(portion, dated)));

describe('splitIntoPortions', () => {
  it('keeps what fits in one portion, as it is', () => {
    const items: TranscriptItem[] = [
      { role: 'user', text: 'Hi', at: new Date('2026-11-23T08:30:00Z') },
      { role: 'assistant', text: 'Hello' },
    ];
    expect(splitIntoPortions(items, { ...dated, maxTokens: frame + 200 })).toEqual([items]);
    expect(splitIntoPortions([], { ...dated, maxTokens: 1_000 })).toEqual([]);
  });

  it('fills portions up, in order', () => {
    const items = Array.from({ length: 100 }, (_, index): TranscriptItem => ({
      role: 'user',
      text: `message number ${index}`,
    }));
    const portions = splitIntoPortions(items, { ...dated, maxTokens: 1_000 });
    expect(portions.flat()).toEqual(items);
    expect(Math.max(...sizes(portions))).toBeLessThanOrEqual(1_000);
    // Another line would not have fitted into any portion but the last.
    expect(Math.min(...sizes(portions.slice(0, -1)))).toBeGreaterThan(940);
  });

  it('splits an item that is too long between words, and marks the pieces', () => {
    const at = new Date('2026-11-23T08:30:00Z');
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');
    const portions = splitIntoPortions([{ role: 'user', text: words, at }], {
      ...dated,
      maxTokens: frame + 300,
    });
    const pieces = portions.flat();
    expect(portions.length).toBeGreaterThan(3);
    expect(pieces.every((piece) => piece.role === 'user' && piece.at === at)).toBe(true);
    expect(pieces[0]!.text).toMatch(/^word0 .* word\d+ \[continued below\]$/);
    expect(pieces[1]!.text).toMatch(/^\[continued\] word\d+ .* \[continued below\]$/);
    expect(pieces.at(-1)!.text).toMatch(/^\[continued\] (?:.* )?word299$/);
    expect(withoutMarks(pieces)).toBe(words);
    expect(Math.max(...sizes(portions))).toBeLessThanOrEqual(frame + 300);
  });

  it('splits a word that is longer than a portion between characters', () => {
    const word = '😀'.repeat(500);
    const portions = splitIntoPortions([{ role: 'user', text: word }], { ...dated, maxTokens: frame + 300 });
    expect(
      portions
        .flat()
        .map((piece) => piece.text.replaceAll(/\[continued\] | \[continued below\]/gu, ''))
        .join(''),
    ).toBe(word);
    expect(Math.max(...sizes(portions))).toBeLessThanOrEqual(frame + 300);
  });

  it('holds every word in order under the limit, whatever was said', () => {
    const text = fc
      .array(
        fc.constantFrom(
          'a',
          '<b',
          '</messages>',
          '漢字',
          '😀',
          'long'.repeat(20),
          '\n',
          '\r\n',
          '\u2028',
          '  ',
          '&',
        ),
        { maxLength: 60, size: 'max' },
      )
      .map((words) => words.join(' '));
    const item = fc.record<TranscriptItem>({ role: fc.constantFrom('user', 'assistant', 'tool'), text });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 12 }),
        fc.integer({ min: frame + 180, max: frame + 900 }),
        (items, maxTokens) => {
          const portions = splitIntoPortions(items, { ...dated, maxTokens });
          expect(words(withoutMarks(portions.flat()))).toEqual(
            words(items.map((each) => each.text).join(' ')),
          );
          for (const size of sizes(portions)) expect(size).toBeLessThanOrEqual(maxTokens);
          expect(portions.every((portion) => portion.length > 0)).toBe(true);
        },
      ),
    );
  });

  it('still moves on with next to no room', () => {
    const portions = splitIntoPortions([{ role: 'user', text: 'one two three '.repeat(50) }], {
      ...dated,
      maxTokens: 1,
    });
    expect(words(withoutMarks(portions.flat()))).toHaveLength(150);
  });

  it('splits thousands of messages quickly', () => {
    const items = Array.from({ length: 20_000 }, (_, index): TranscriptItem => ({
      role: 'user',
      text: `I told you <b>${index}</b> times. `.repeat(10),
      at: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
    }));
    const started = performance.now();
    const portions = splitIntoPortions(items, { ...dated, maxTokens: 8_000 });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(portions.flat()).toHaveLength(20_000);
  });

  it('reports an unknown time zone', () => {
    expect(() => splitIntoPortions([], { ...dated, timeZone: 'Europe/Atlantis', maxTokens: 1_000 })).toThrow(
      TimeZoneProblem,
    );
  });
});

function withoutMarks(items: readonly TranscriptItem[]): string {
  return items
    .map((item) => item.text.replace(/^\[continued\] /u, '').replace(/ \[continued below\]$/u, ''))
    .join(' ');
}

function words(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}
