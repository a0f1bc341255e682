import { expect, it } from 'vitest';
import { blocksOfNewUser, readBlock } from './block-shapes.js';

it('gives every user the two blocks of the seed', () => {
  expect(blocksOfNewUser()).toEqual([
    {
      label: 'human',
      description: 'Details about the human user you are speaking to.',
      limit: 10_000,
      value: '',
    },
    {
      label: 'summary',
      description: 'A short (1-2 sentences) running summary of the conversation.',
      limit: 1_000,
      value: '',
    },
  ]);
});

it('adds custom blocks, and replaces only what they name, the later list over the earlier', () => {
  const blocks = blocksOfNewUser(
    [
      { label: 'goals', description: 'What she wants.' },
      { label: 'human', limit: 50 },
    ],
    [{ label: 'goals', limit: 7, value: 'none yet' }],
  );
  expect(blocks).toEqual([
    {
      label: 'human',
      description: 'Details about the human user you are speaking to.',
      limit: 50,
      value: '',
    },
    expect.objectContaining({ label: 'summary' }),
    { label: 'goals', description: 'What she wants.', limit: 7, value: 'none yet' },
  ]);
  expect(blocksOfNewUser([{ label: 'goals' }])[2]).toEqual({
    label: 'goals',
    description: null,
    limit: 5_000,
    value: '',
  });
});

it('reads no block that has no id or no label', () => {
  expect(readBlock({ value: 'x', label: 'human' })).toBeNull();
  expect(readBlock({ value: 'x', id: 'block-1' })).toBeNull();
  expect(readBlock({ value: 'x', id: 'block-1', label: 'human' })).toEqual({
    id: 'block-1',
    label: 'human',
    description: null,
    value: 'x',
    limit: null,
  });
});
