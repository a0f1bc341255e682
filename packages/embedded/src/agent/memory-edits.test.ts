import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentBlock } from './memory-block.js';
import { EditRefusal, blockOf, insertIntoBlock, replaceInBlock, rethinkBlock } from './memory-edits.js';

function block(value: string, changes: Partial<AgentBlock> = {}): AgentBlock {
  return { label: 'human', description: null, limit: 100, value, readOnly: false, ...changes };
}

describe('insertIntoBlock', () => {
  it('appends with -1', () => {
    expect(insertIntoBlock(block('one\ntwo'), 'three', -1)).toBe('one\ntwo\nthree');
  });

  it('starts an empty block with a line break, as the real server does', () => {
    expect(insertIntoBlock(block(''), 'Sarah', -1)).toBe('\nSarah');
  });

  it.each([
    [0, 'new\na\nb'],
    [1, 'a\nnew\nb'],
    [2, 'a\nb\nnew'],
  ])('inserts after line %i', (line, value) => {
    expect(insertIntoBlock(block('a\nb'), 'new', line)).toBe(value);
  });

  it.each([-2, 3])('refuses line %i of two and tells the range', (line) => {
    expect(() => insertIntoBlock(block('a\nb'), 'new', line)).toThrow(
      `Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the memory block: [0, 2]`,
    );
  });

  it('keeps every line that was there, wherever it inserts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 }), fc.nat(6), (lines, at) => {
        const clean = lines.map((line) => line.replace(/[\n\t\r\u2028\u2029]|^\s*\d+→\s*/g, ''));
        const value = clean.join('\n');
        const count = value.split('\n').length;
        fc.pre(at <= count);
        const result = insertIntoBlock(block(value), 'NEW', at).split('\n');
        expect(result[at]).toBe('NEW');
        expect(result.toSpliced(at, 1).join('\n')).toBe(value);
      }),
    );
  });
});

describe('replaceInBlock', () => {
  it('replaces the one occurrence, taking text for text', () => {
    expect(replaceInBlock(block('lives in Bergen (a.*)'), 'Bergen (a.*)', '$& Oslo $1')).toBe(
      'lives in $& Oslo $1',
    );
  });

  it('removes with an empty new text', () => {
    expect(replaceInBlock(block('a\nb\nc'), '\nb', '')).toBe('a\nc');
  });

  it('refuses what does not occur', () => {
    expect(() => replaceInBlock(block('a'), 'zzz', 'y')).toThrow(
      'No replacement was performed, old_string `zzz` did not appear verbatim in memory block with label `human`.',
    );
  });

  it('refuses what occurs twice and names the lines', () => {
    expect(() => replaceInBlock(block('dup\nx\ndup dup'), 'dup', 'y')).toThrow(
      'Multiple occurrences of old_string `dup` in lines [1, 3]. Please ensure it is unique.',
    );
  });

  it('fills an empty block from an empty old text, and refuses that in any other', () => {
    expect(replaceInBlock(block(''), '', 'first')).toBe('first');
    expect(() => replaceInBlock(block('x'), '', 'first')).toThrow(EditRefusal);
  });

  it('sees tabs as the spaces they are shown as', () => {
    expect(replaceInBlock(block('a\tb'), 'a       b', 'c')).toBe('c');
  });

  it('finds a tag-like text by the escaped form the prompt shows', () => {
    expect(replaceInBlock(block('likes <b>tea</b>'), '&lt;b>tea&lt;/b>', 'tea')).toBe('likes tea');
  });
});

describe('all edits', () => {
  const edits: [string, (target: AgentBlock, text: string) => string][] = [
    ['insert', (target, text) => insertIntoBlock(target, text, -1)],
    ['replace', (target, text) => replaceInBlock(target, 'old', text)],
    ['rethink', rethinkBlock],
  ];

  it.each(edits)('%s refuses a read-only block', (_name, edit) => {
    expect(() => edit(block('old', { readOnly: true }), 'new')).toThrow('read-only');
  });

  it.each(edits)('%s refuses line numbers in front of lines', (_name, edit) => {
    expect(() => edit(block('old'), 'fine\n  12→ numbered')).toThrow('line number prefix');
  });

  it.each(edits)('%s refuses the banner over numbered lines', (_name, edit) => {
    expect(() => edit(block('old'), '# NOTE: Line numbers shown below (with arrows)')).toThrow(
      'line number warning',
    );
  });
});

describe('blockOf', () => {
  it('names the labels that exist', () => {
    const blocks = [block('', { label: 'summary' }), block('')];
    expect(blockOf(blocks, 'human').label).toBe('human');
    expect(() => blockOf(blocks, 'nolabel')).toThrow(
      'Block field nolabel does not exist (available sections = summary, human)',
    );
  });
});
