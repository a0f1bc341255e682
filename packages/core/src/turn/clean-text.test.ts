import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, cleanText, cutEnd, cutMiddle } from './clean-text.js';

const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', 'é', '漢', '😀'),
  maxLength: 200,
  size: 'max',
});

describe('cleanText', () => {
  it('drops control characters, replaces halves of pairs and keeps white space inside', () => {
    expect(cleanText(' a\u0000b\u001b\tc\u0085d\ud83d e\u0301😀 ')).toBe('ab\tc\u0085d\uFFFD \u00e9😀');
  });
});

describe('cleanName', () => {
  it('keeps a name on one line', () => {
    expect(cleanName(' a\r\n b\u2028c ', 20)).toBe('a b c');
  });
});

describe('cutEnd', () => {
  it('marks the cut and never splits a pair', () => {
    expect(cutEnd('abcdef', 6)).toBe('abcdef');
    expect(cutEnd('abcdef', 5)).toBe('abcd…');
    expect(cutEnd('ab😀def', 4)).toBe('ab…');
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, limit) => {
        const cut = cutEnd(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe('cutMiddle', () => {
  it('keeps beginning and end within the limit, tells how much is missing and never splits a pair', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 60, max: 200 }), (text, limit) => {
        const cut = cutMiddle(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
        const parts = /^([^]*)\n\[… (\d+) characters left out …\]\n([^]*)$/u.exec(cut) ?? ['', text, '0', ''];
        const [, head = '', leftOut, tail = ''] = parts;
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
        expect(head.length + Number(leftOut) + tail.length).toBe(text.length);
        expect(cut === text).toBe(text.length <= limit);
      }),
    );
  });
});
