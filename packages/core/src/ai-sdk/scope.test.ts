import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import { memoryOptions, type MemoryCallSettings } from './memory-options.js';
import { isMarkedIgnored, withoutOwnOptions } from './own-options.js';
import { promptHolds, promptTurn } from './prompt.js';
import { requireScopeOptions, resolveScope, type ScopeOptions } from './scope.js';
import type { CallParams, PromptMessage } from './types.js';

const prompt: PromptMessage[] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
const model = { provider: 'openai.chat', modelId: 'gpt-5-mini' };
const scopeOf = (options: ScopeOptions, call?: MemoryCallSettings, params: Partial<CallParams> = {}) =>
  resolveScope(options, { prompt, ...(call && { providerOptions: memoryOptions(call) }), ...params }, model);
const sarah = { userId: 'sarah', reads: true, learns: true };

describe('who', () => {
  it.each<[string, ScopeOptions]>([
    ['a string', { userId: 'sarah' }],
    ['a function', { userId: () => 'sarah' }],
    ['an async function', { userId: async () => 'sarah' }],
  ])('is said by %s', async (_, options) => {
    expect(await scopeOf(options)).toEqual(sarah);
  });

  it('is asked for at each call, where the call runs', async () => {
    const session = new AsyncLocalStorage<string>();
    const options = { userId: () => session.getStore() };
    const both = ['sarah', 'tom'].map((id) => session.run(id, () => scopeOf(options)));
    expect((await Promise.all(both)).map((scope) => scope?.userId)).toEqual(['sarah', 'tom']);
  });

  it('is what the call says, before what the middleware says, whose function is not even asked', async () => {
    const options = {
      userId: (): string => {
        throw new Error('asked');
      },
    };
    expect(await scopeOf(options, { userId: 'sarah' })).toEqual(sarah);
  });

  it.each<[string, ScopeOptions]>([
    ['nobody', {}],
    ['a function without an answer', { userId: () => null }],
    ['an empty answer', { userId: async () => '' }],
  ])('is never guessed: %s', async (_, options) => {
    await expect(scopeOf(options)).rejects.toSatisfy(
      (error) => MemoryArgumentError.isInstance(error) && error.argument === 'userId',
    );
    expect(await scopeOf({ ...options, onMissingUser: 'skip' })).toBeNull();
  });

  it('may end in an error of the app, which stays what it is', async () => {
    const redirect = { digest: 'NEXT_REDIRECT' };
    await expect(scopeOf({ userId: () => Promise.reject(redirect), onMissingUser: 'skip' })).rejects.toBe(
      redirect,
    );
  });

  it('is not a number or an object', async () => {
    const providerOptions = { lettaMemory: { userId: 42 } };
    await expect(scopeOf({}, undefined, { providerOptions })).rejects.toSatisfy(
      MemoryArgumentError.isInstance,
    );
  });
});

describe('where', () => {
  it('is optional, by function or by call', async () => {
    expect(await scopeOf({ userId: 'sarah', conversationId: () => 'c1', turnId: async () => 't1' })).toEqual({
      ...sarah,
      conversationId: 'c1',
      turnId: 't1',
    });
    const called = await scopeOf(
      { userId: 'sarah', conversationId: 'c1' },
      { conversationId: 'c2', turnId: 't2' },
    );
    expect(called).toMatchObject({ conversationId: 'c2', turnId: 't2' });
    expect(await scopeOf({ userId: 'sarah', conversationId: () => '' })).toEqual(sarah);
  });

  it('holds what the server of the model keeps the conversation by', async () => {
    const providerOptions = { openai: { previousResponseId: 'resp_1' } };
    expect(await scopeOf({ userId: 'sarah' }, undefined, { providerOptions })).toMatchObject({
      responseId: 'resp_1',
    });
  });
});

describe('whether', () => {
  const json = { responseFormat: { type: 'json' } };
  it.each<[string, ScopeOptions, MemoryCallSettings, Partial<CallParams>, object | null]>([
    ['full by default', {}, {}, {}, { reads: true, learns: true }],
    ['read', { mode: 'read' }, {}, {}, { reads: true, learns: false }],
    ['write', { mode: 'write' }, {}, {}, { reads: false, learns: true }],
    ['off', { mode: 'off' }, {}, {}, null],
    ['the call wins', { mode: 'off' }, { mode: 'read' }, {}, { reads: true, learns: false }],
    ['structured output teaches nothing', {}, {}, json, { reads: true, learns: false }],
    ['nor when only writing', { mode: 'write' }, {}, json, null],
    ['unless asked', { learnStructuredOutput: true }, {}, json, { reads: true, learns: true }],
    ['a listed model teaches', { learnFrom: ['gpt-5-mini'] }, {}, {}, { reads: true, learns: true }],
    ['others only read', { learnFrom: ['gpt-5'] }, {}, {}, { reads: true, learns: false }],
    ['or do nothing', { learnFrom: [], mode: 'write' }, {}, {}, null],
  ])('%s', async (_, options, call, params, expected) => {
    const scope = await resolveScope(
      { userId: 'sarah', ...options },
      { prompt, providerOptions: memoryOptions(call), ...params },
      model,
    );
    expect(scope).toEqual(expected && { userId: 'sarah', ...expected });
  });

  it('asks nobody for the user when memory is off', async () => {
    expect(await scopeOf({ mode: 'off' })).toBeNull();
  });

  it('a mode that is none is told, since a typing error must not teach', async () => {
    const providerOptions = { lettaMemory: { userId: 'sarah', mode: 'raed' } };
    await expect(scopeOf({}, undefined, { providerOptions })).rejects.toSatisfy(
      MemoryArgumentError.isInstance,
    );
  });
});

describe('requireScopeOptions', () => {
  it.each<[string, object]>([
    ['userId', { userId: '' }],
    ['userId', { userId: 42 }],
    ['conversationId', { conversationId: {} }],
    ['mode', { mode: 'sometimes' }],
    ['onMissingUser', { onMissingUser: 'guess' }],
    ['learnFrom', { learnFrom: 'gpt-5-mini' }],
  ])('refuses a wrong %s: %o', (argument, options) => {
    expect(() => requireScopeOptions(options)).toThrow(
      expect.objectContaining({ code: 'argument', argument }),
    );
  });
});

describe('withoutOwnOptions', () => {
  it('takes ours out everywhere and keeps those of others; the params of the caller stay as they are', () => {
    const params = {
      prompt: [
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [{ type: 'text', text: 'a' }],
          providerOptions: { lettaMemory: { ignore: true } },
        },
        {
          role: 'user',
          content: [{ type: 'text', text: 'b', providerOptions: { lettaMemory: {}, openai: { a: 1 } } }],
          providerOptions: { lettaMemory: {}, anthropic: { b: 2 } },
        },
      ],
      providerOptions: { lettaMemory: { userId: 'sarah' }, openai: { store: false } },
      temperature: 0,
    };
    const before = structuredClone(params);
    const cleaned = withoutOwnOptions(params);
    expect(JSON.stringify(cleaned)).not.toContain('lettaMemory');
    expect(cleaned).toEqual({
      prompt: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: [{ type: 'text', text: 'a' }] },
        {
          role: 'user',
          content: [{ type: 'text', text: 'b', providerOptions: { openai: { a: 1 } } }],
          providerOptions: { anthropic: { b: 2 } },
        },
      ],
      providerOptions: { openai: { store: false } },
      temperature: 0,
    });
    expect(params).toEqual(before);
    expect(cleaned.prompt[0]).toBe(params.prompt[0]);
  });

  it('gives the very same params back when there is nothing of ours in them', () => {
    const params = { prompt, providerOptions: { openai: { store: false } } };
    expect(withoutOwnOptions(params)).toBe(params);
  });
});

const say = (role: string, text: string, ignore = false): PromptMessage => ({
  role,
  content: role === 'system' ? text : [{ type: 'text', text }],
  ...(ignore && { providerOptions: { lettaMemory: { ignore: true } } }),
});

describe('promptTurn', () => {
  const words = say('user', 'Hi');

  it('is the same in all steps, also behind a nudge of the app', () => {
    const first = promptTurn([say('system', 'S'), words], undefined);
    expect(first).toMatchObject({ userIndex: 1, startsTurn: true });
    const step = promptTurn([words, say('assistant', 'call'), say('tool', 'result')], undefined);
    const nudged = promptTurn([words, say('tool', 'result'), say('user', 'Hurry', true)], undefined);
    for (const later of [step, nudged]) expect(later).toEqual({ ...first, userIndex: 0, startsTurn: false });
    expect(promptTurn([words, say('user', 'Summary', true)], undefined).startsTurn).toBe(true);
  });

  it('is told by the id of the caller, or by the words', () => {
    expect(promptTurn([words], 't1').turnKey).toBe('t1');
    expect(promptTurn([words], undefined).turnKey).not.toBe(
      promptTurn([say('user', 'Ho')], undefined).turnKey,
    );
    const paste = 'x'.repeat(100_000);
    expect(promptTurn([say('user', paste)], undefined).turnKey!.length).toBeLessThan(500);
  });

  it('has no words in a prompt of tools only', () => {
    expect(promptTurn([say('tool', 'result')], undefined)).toEqual({
      userIndex: undefined,
      turnKey: undefined,
      startsTurn: true,
    });
    expect(isMarkedIgnored(words)).toBe(false);
  });
});

describe('promptHolds', () => {
  it('finds a text as words of their own, in any message', () => {
    const holds = promptHolds([{ role: 'system', content: 'She lives in Oslo.' }, ...prompt]);
    expect(['lives in Oslo', 'Hi', 'Oslo.'].map(holds)).toEqual([true, true, true]);
    expect(['lives in Os', 'ives in Oslo', 'Bergen'].map(holds)).toEqual([false, false, false]);
  });
});
