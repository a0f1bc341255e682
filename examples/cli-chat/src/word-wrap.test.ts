import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';

import { WordWrap, wrapLines } from './word-wrap.js';

/** Wraps a text that arrives in pieces of some length. */
function stream(text: string, size: number, options = { width: 20, indent: 5, column: 5 }) {
  const wrap = new WordWrap(options);
  let output = '';
  for (let start = 0; start < text.length; start += size)
    output += wrap.push(text.slice(start, start + size));
  return output + wrap.end();
}

describe('WordWrap', () => {
  it('breaks between words and moves new lines in', () => {
    expect(stream('one two three four five six', 100)).toBe('one two three\n     four five six');
  });

  it('gives the same however the text is cut up', () => {
    const text = 'Hello Sarah!\n\n- peanuts are bad\n- cats   are good, and so are skiing and Bergen\n';
    const whole = stream(text, 1000);
    for (const size of [1, 2, 3, 7]) expect(stream(text, size)).toBe(whole);
  });

  it('keeps line breaks and the white space lines begin with', () => {
    expect(stream('a:\n  b\n\nc', 3)).toBe('a:\n       b\n\n     c');
  });

  it('counts columns as a terminal does', () => {
    const lines = stream('日本語 日本語 日本語 日本語', 100).split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(20);
  });

  it('never loses a word that is longer than a line', () => {
    const address = 'https://example.com/a/very/long/address';
    expect(stream(`see ${address} there`, 4)).toContain(address);
  });
});

describe('wrapLines', () => {
  it('moves what is broken off in as far as its line was', () => {
    expect(wrapLines('Title\n  one two three four', 14)).toBe('Title\n  one two\n  three four');
  });

  it('moves it further in when told to', () => {
    expect(wrapLines('  * one two three four', 14, 4)).toBe('  * one two\n    three four');
  });
});
