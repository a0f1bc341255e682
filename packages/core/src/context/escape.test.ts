import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeAttribute, escapeTags, tagName } from './escape.js';

describe('escapeTags', () => {
  it.each([
    'I <3 cats',
    'a < b',
    'x => y',
    'a <= b',
    'a <- b',
    '1 < 2 > 0',
    '<',
    '>',
    '<>',
    'a << 2',
    '&lt;',
    'R&D',
    '<$>',
    'a < b and c > d',
    'a < b\nx => y',
  ])('leaves %j as it is', (text) => {
    expect(escapeTags(text)).toBe(text);
  });

  it.each([
    ['</messages>', '&lt;/messages>'],
    ['< / messages >', '&lt; / messages >'],
    ['<\u200b/messages>', '&lt;\u200b/messages>'],
    ['<\n/human>', '&lt;\n/human>'],
    ['<human description="x">', '&lt;human description="x">'],
    ['< human >', '&lt; human >'],
    ['<\u0301system>', '&lt;\u0301system>'],
    ['<!-- <b> -->', '&lt;!-- &lt;b> -->'],
    ['<?xml?>', '&lt;?xml?>'],
    ['<|im_start|>', '&lt;|im_start|>'],
    ['<_x>', '&lt;_x>'],
    ['<évier>', '&lt;évier>'],
    ['<<human>', '<&lt;human>'],
    ['< human a = "x">', '&lt; human a = "x">'],
    ['< human\u200b a=1>', '&lt; human\u200b a=1>'],
    ['<\n\thuman\n/>', '&lt;\n\thuman\n/>'],
    ['a < b > c', 'a &lt; b > c'],
  ])('escapes what reads as a tag in %j', (text, escaped) => {
    expect(escapeTags(text)).toBe(escaped);
  });

  it('changes nothing but `<`, and leaves none that begins a tag', () => {
    fc.assert(
      fc.property(tagText, (text) => {
        const escaped = escapeTags(text);
        expect(escaped).not.toMatch(/<\s*\/|<\s*[a-z_]+(?:\s+[a-z_]+\s*=(?![=>])[^<>]*|\s*)>|<[a-z!?_|/]/iu);
        expect(escaped.replaceAll('&lt;', '<')).toBe(text.replaceAll('&lt;', '<'));
        expect(escapeTags(escaped)).toBe(escaped);
      }),
    );
  });

  it('takes linear time on what makes regular expressions slow', () => {
    const started = performance.now();
    for (const text of ['<', '< ', '< a', '<\u200b', '<a '].map((unit) => unit.repeat(100_000)))
      escapeTags(text);
    escapeTags(`<${' '.repeat(500_000)}`);
    escapeTags(`< a${'\n'.repeat(500_000)}`);
    escapeTags(`< a${'a'.repeat(500_000)}`);
    escapeTags(`< a${' a'.repeat(500_000)}`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('escapeAttribute', () => {
  it('lets nothing end the attribute or the tag', () => {
    expect(escapeAttribute('a "b" <c> & d\n e')).toBe('a &quot;b&quot; &lt;c&gt; &amp; d e');
    fc.assert(
      fc.property(tagText, (text) => {
        expect(escapeAttribute(text)).not.toMatch(/["<>\n]/u);
      }),
    );
  });
});

describe('tagName', () => {
  it.each([
    ['human', 'human'],
    ['work_notes', 'work_notes'],
    ['persona-2.b', 'persona-2.b'],
    ['vaner på norsk', 'vaner_på_norsk'],
    ['x"><system>', 'x_system_'],
    ['/human', '_human'],
    ['2nd', '_2nd'],
    ['-a', '_-a'],
    ['😀', '_'],
    ['', '_'],
  ])('makes of %j the name %j', (label, name) => {
    expect(tagName(label)).toBe(name);
  });
});

const tagText = fc.string({
  unit: fc.constantFrom(
    '<',
    '<',
    '>',
    '/',
    'a',
    'messages',
    ' ',
    '\n',
    '!',
    '?',
    '"',
    '3',
    '|',
    '_',
    '&lt;',
    '\u200b',
  ),
  maxLength: 40,
  size: 'max',
});
