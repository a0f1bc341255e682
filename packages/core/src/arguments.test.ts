import { describe, expect, it } from 'vitest';
import { requireBlocks, requireRunIds, requireUserId } from './arguments.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import type { MemoryBlock } from './letta/block-shapes.js';

const wrong = (argument: string) => expect.objectContaining({ code: 'argument', argument });

describe('requireUserId', () => {
  it('takes any non-empty string', () => {
    for (const userId of [' ', '0', "'; DROP TABLE", '../..', '\0', '\uD800', '😀', 'x'.repeat(1_000)]) {
      expect(requireUserId(userId)).toBe(userId);
    }
  });

  it.each([undefined, null, '', 5, {}, ['sarah']])('refuses %o', (userId) => {
    expect(() => requireUserId(userId)).toThrow(wrong('userId'));
  });
});

describe('requireRunIds', () => {
  it('takes a run or its id', () => {
    expect(requireRunIds('run-1')).toEqual(['run-1']);
    expect(requireRunIds({ id: 'b', runIds: ['a', 'b'], userId: 'sarah', agentId: 'agent-1' })).toEqual([
      'a',
      'b',
    ]);
  });

  it.each([undefined, null, '', 5, {}, { runIds: [] }, { runIds: [''] }])('refuses %o', (run) => {
    expect(() => requireRunIds(run as string)).toThrow(wrong('run'));
  });
});

describe('requireBlocks', () => {
  it('takes labels that can be a tag in a prompt', () => {
    const blocks = [{ label: 'goals' }, { label: 'a-B_9', description: '', limit: 1, value: 'x' }];
    expect(() => requireBlocks('blocks', blocks)).not.toThrow();
  });

  it.each([
    ['a label that is no tag', [{ label: 'my goals' }]],
    ['a label that begins with a digit', [{ label: '9lives' }]],
    ['an empty label', [{ label: '' }]],
    ['a label that is too long', [{ label: 'x'.repeat(101) }]],
    ['no label', [{}]],
    ['no block', [null]],
    ['two of one label', [{ label: 'goals' }, { label: 'goals' }]],
    ['a limit of 0', [{ label: 'goals', limit: 0 }]],
    ['half a character', [{ label: 'goals', limit: 1.5 }]],
    ['a description that is no text', [{ label: 'goals', description: 5 }]],
    ['a value that is no text', [{ label: 'goals', value: null }]],
  ])('refuses %s', (_name, blocks) => {
    expect(() => requireBlocks('blocks', blocks as MemoryBlock[])).toThrow(wrong('blocks'));
  });

  it('repeats nothing of what was given', () => {
    for (const block of [{ label: 'SECRET WORDS' }, { label: 'SECRET', value: 5 }] as unknown[]) {
      const error = thrownBy(() => requireBlocks('blocks', [block as MemoryBlock]));
      expect(error).toBeInstanceOf(MemoryArgumentError);
      expect(String(error)).not.toContain('SECRET');
    }
  });
});

function thrownBy(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
