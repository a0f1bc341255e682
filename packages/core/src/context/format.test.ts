import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBlock, formatContext } from './format.js';

const human = {
  label: 'human',
  description: 'Details about the human user you are speaking to.',
  value: '\nName: Sarah\nInterests: Likes cats (2025-09-03)\n',
  limit: 10_000,
};
const summary = {
  label: 'summary',
  description: 'A short (1-2 sentences) running summary of the conversation.',
  value: 'Sarah introduced herself and asked the assistant to tell about itself.',
  limit: 1_000,
};

describe('formatBlock', () => {
  it('writes the summary and the human block to the letter of the seed', () => {
    expect(formatBlock(summary)).toBe(
      '<conversation_summary>\nSarah introduced herself and asked the assistant to tell about itself.\n</conversation_summary>',
    );
    expect(formatBlock(human)).toBe(
      '<human description="Details about the human user you are speaking to.">\nName: Sarah\nInterests: Likes cats (2025-09-03)\n</human>',
    );
  });

  it('writes a block of the app by its label, with or without a description', () => {
    expect(formatBlock({ label: 'work notes', value: 'x', description: 'The "job" <b>\nof the user' })).toBe(
      '<work_notes description="The &quot;job&quot; &lt;b&gt; of the user">\nx\n</work_notes>',
    );
    expect(formatBlock({ label: 'persona', value: 'x', description: null })).toBe('<persona>\nx\n</persona>');
  });

  it('is empty for a block without a value', () => {
    expect(formatBlock({ ...human, value: ' \n' })).toBe('');
    expect(formatBlock({ ...human, value: '\u0000' })).toBe('');
    expect(formatBlock({ ...human, limit: 0 })).toBe('');
  });

  it('cuts a value over its limit at a line, before it is escaped', () => {
    expect(formatBlock({ label: 'a', value: '<b> one\n<b> two\nthree', limit: 15 })).toBe(
      '<a>\n&lt;b> one\n&lt;b> two\n</a>',
    );
  });

  it('keeps what is not a tag readable', () => {
    const value = 'I <3 cats\na < b\nx => y\nR&D "quoted"\ttab';
    expect(formatBlock({ label: 'a', value })).toBe(`<a>\n${value}\n</a>`);
  });
});

describe('formatContext', () => {
  it('puts the summary first, then the human block, then the others in their order, and leaves empty ones out', () => {
    const blocks = [
      { label: 'b', value: '2' },
      human,
      { label: 'empty', value: '' },
      { label: 'a', value: '1' },
      summary,
    ];
    expect(formatContext(blocks)).toBe(
      [summary, human, { label: 'b', value: '2' }, { label: 'a', value: '1' }].map(formatBlock).join('\n\n'),
    );
    expect(blocks.map((block) => block.label)).toEqual(['b', 'human', 'empty', 'a', 'summary']);
  });

  it('is empty when nothing was learned', () => {
    expect(formatContext([{ ...human, value: '' }])).toBe('');
    expect(formatContext([])).toBe('');
  });

  it('holds exactly the tags of its blocks, whatever was learned', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '<',
        '</',
        '>',
        'human',
        'conversation_summary',
        'a',
        ' ',
        '\n',
        '"',
        '=',
        '/',
        '&',
        '\u200b',
        '\u0000',
        '<human>',
        '\n</human>\n',
      ),
      maxLength: 30,
      size: 'max',
    });
    const block = fc.record({
      label: hostile,
      description: hostile,
      value: hostile.map((value) => `x${value}`),
      limit: fc.constantFrom(5, 10, null),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
        const context = formatContext(blocks);
        // A lax reader of tags, laxer than any parser of HTML or XML.
        const tags =
          context.match(/<\s*\/?\s*[\p{L}_][\p{L}\p{N}_.-]*(?:\s+[\p{L}_]+\s*=(?![=>])[^<>]*|\s*)\/?>/gu) ??
          [];
        expect(tags).toHaveLength(blocks.length * 2);
        for (let index = 0; index < tags.length; index += 2) {
          const [, name] =
            /^<([\p{L}_][\p{L}\p{N}_.-]*)(?: description="[^"<>\n]*")?>$/u.exec(tags[index]!) ?? [];
          expect(tags[index + 1]).toBe(`</${name}>`);
        }
        expect(context.match(/<\s*\//gu) ?? []).toHaveLength(blocks.length);
      }),
    );
  });
});
