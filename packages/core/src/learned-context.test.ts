import { expect, it } from 'vitest';
import type { MemoryEvent } from './events.js';
import { promptBlock, promptContext, rawValue } from './learned-context.js';
import type { MemoryAgent } from './letta/agents.js';
import type { StoredBlock } from './letta/block-shapes.js';

function agentWith(...blocks: Partial<StoredBlock>[]): MemoryAgent {
  return {
    id: 'agent-1',
    createdAt: '',
    contextWindow: 1,
    userId: 'sarah',
    isTombstoned: false,
    metadata: {},
    blocks: blocks.map((block, index) =>
      Object.assign(
        { id: `block-${index}`, label: 'human', description: null, value: '', limit: null },
        block,
      ),
    ),
  };
}

const none = (): void => {};

const lines = 'Name: Sarah\nHome: Bergen\nPet: Milo';

it('reads a value whole, without the line break of the first insert', () => {
  const agent = agentWith({ value: `\n${lines}\n `, limit: 20 });
  expect(rawValue(agent, 'human')).toBe(lines);
  expect(rawValue(agent, 'goals')).toBe('');
});

it('cuts at a line what goes into a prompt, with an event that holds no words', () => {
  const events: MemoryEvent[] = [];
  const agent = agentWith({ value: `\n${lines}`, limit: 26 });
  const expected = '<human>\nName: Sarah\nHome: Bergen\n</human>';
  expect(promptBlock('sarah', agent, 'human', (event) => events.push(event))).toBe(expected);
  expect(promptContext('sarah', agent, (event) => events.push(event))).toBe(expected);
  const event = {
    type: 'block-over-limit',
    userId: 'sarah',
    label: 'human',
    length: lines.length,
    limit: 26,
  };
  expect(events).toEqual([event, event]);
});

it('tells nothing of a block within its limit, or without one', () => {
  const events: MemoryEvent[] = [];
  const agent = agentWith({ value: `\n${lines}\n`, limit: lines.length }, { label: 'goals', value: lines });
  promptContext('sarah', agent, (event) => events.push(event));
  expect(events).toEqual([]);
});

it('is empty where nothing was learned or no block is', () => {
  expect(promptBlock('sarah', agentWith({ value: '\n' }), 'human', none)).toBe('');
  expect(promptBlock('sarah', agentWith(), 'summary', none)).toBe('');
  expect(promptContext('sarah', agentWith({ value: ' ' }), none)).toBe('');
});
