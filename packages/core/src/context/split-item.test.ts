import { describe, expect, it } from 'vitest';
import type { TranscriptItem } from '../turn/transcript-item.js';
import { splitItem } from './split-item.js';
import { weighText } from './tokens.js';

const weighItem = (item: TranscriptItem): number => weighText(item.text);

describe('splitItem', () => {
  it('keeps each piece within its room, whatever room it is', () => {
    const text = `a ${'😀'.repeat(40)} b\n<<<< ${'漢'.repeat(40)}`;
    for (let room = 2_000; room < 4_000; room += 7) {
      const pieces = splitItem({ role: 'user', text }, room, weighItem);
      expect(Math.max(...pieces.map(weighItem))).toBeLessThanOrEqual(room);
    }
  });

  it('prefers the places between words', () => {
    const pieces = splitItem(
      { role: 'tool', text: 'one two three four five six seven eight' },
      1_500,
      weighItem,
    );
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.flatMap((piece) => piece.text.match(/(?<!\[)\b(?!continued|below)\w+/gu) ?? [])).toEqual(
      'one two three four five six seven eight'.split(' '),
    );
  });
});
