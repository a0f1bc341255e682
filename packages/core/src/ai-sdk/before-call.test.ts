import { describe, expect, it } from 'vitest';
import { ContextCache } from '../context/context-cache.js';
import { ContextPins } from '../context/context-pins.js';
import { learnedBlocks, type LearnedBlock } from '../context/learned-blocks.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { prepareCall, type SharedContext } from './before-call.js';
import type { CallParams } from './types.js';

const model = { provider: 'openai.chat', modelId: 'gpt-5-mini' };
const scope = { userId: 'sarah', conversationId: 'c1', turnId: 't1', reads: true, learns: true };
const params: CallParams = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'I am vegan.' }] }] };
const human = (value: string): LearnedBlock[] => learnedBlocks([{ label: 'human', value }]);

function sharedOf(
  read: () => Promise<readonly LearnedBlock[] | null>,
  pending: string[] = [],
): SharedContext {
  return {
    cache: new ContextCache({ read }),
    pins: new ContextPins(),
    pendingOf: () => pending.map((text) => ({ text, at: 0 })),
    timeZoneOf: () => 'UTC',
  };
}

describe('prepareCall', () => {
  it('gives the very same params back when nothing is known, or nothing is to be told', async () => {
    const knowing = sharedOf(async () => human('Name: Sarah'));
    expect(
      await prepareCall(
        params,
        model,
        scope,
        sharedOf(async () => null),
      ),
    ).toBe(params);
    expect(await prepareCall(params, model, null, knowing)).toBe(params);
    expect(await prepareCall(params, model, { ...scope, reads: false }, knowing)).toBe(params);
    expect(knowing.cache.stats().reads).toBe(0);
  });

  it('goes on without memory when it cannot be read', async () => {
    const shared = sharedOf(() => Promise.reject(new Error('reset')));
    expect(await prepareCall(params, model, scope, shared)).toBe(params);
    expect(await prepareCall(params, model, scope, shared)).toBe(params);
    expect(shared.cache.stats()).toMatchObject({ reads: 1, failures: 1, skipped: 2 });
  });

  it('tells a wrong configuration', async () => {
    const problem = new MemoryConfigurationError({ message: 'No memory server is configured.' });
    const shared = sharedOf(() => Promise.reject(problem));
    await expect(prepareCall(params, model, scope, shared)).rejects.toBe(problem);
  });

  it('does not tell what the prompt holds already, and leaves the prompt of the caller as it was', async () => {
    const shared = sharedOf(async () => human('Name: Sarah'), ['I am vegan.', 'I moved to Oslo.']);
    const before = structuredClone(params);
    const { prompt } = await prepareCall(params, model, scope, shared);
    expect(prompt).toHaveLength(2);
    expect(prompt[1]).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'I am vegan.' },
        { type: 'text', text: expect.stringContaining('[Thu 1970-01-01 00:00 UTC] I moved to Oslo.') },
      ],
    });
    expect(JSON.stringify(prompt).match(/I am vegan/gu)).toHaveLength(1);
    expect(params).toEqual(before);
  });

  it('tells nothing any more of a user who was forgotten', async () => {
    let known: LearnedBlock[] | null = human('Name: Sarah');
    const shared = sharedOf(async () => known);
    expect(JSON.stringify(await prepareCall(params, model, scope, shared))).toContain('Sarah');
    known = null;
    shared.cache.forget('sarah');
    shared.pins.forget('sarah');
    expect(await prepareCall(params, model, scope, shared)).toBe(params);
  });

  it('keeps the bytes in all steps of a turn, whatever is learned and said meanwhile', async () => {
    const facts = ['Name: Sarah'];
    const pending: string[] = [];
    const shared = sharedOf(async () => human(facts.join('\n')), pending);
    await prepareCall(params, model, { ...scope, turnId: 't0' }, shared);
    facts.push('Has a cat');
    await shared.cache.refresh('sarah');
    const first = await prepareCall(params, model, scope, shared);
    facts.push('Has a dog');
    pending.push('I moved to Oslo.');
    await shared.cache.refresh('sarah');
    const steps = [
      { role: 'assistant', content: [{ type: 'tool-call' }] },
      { role: 'tool', content: [{ type: 'tool-result' }] },
    ];
    const second = await prepareCall({ prompt: [...params.prompt, ...steps] }, model, scope, shared);
    expect(JSON.stringify(first)).toContain('Has a cat');
    expect(second.prompt).toEqual([...first.prompt, ...steps]);
  });
});
