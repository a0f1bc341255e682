import { describe, expect, it } from 'vitest';
import { inject, type Injection } from './inject.js';
import { contextPlace, type MemoryPlacement } from './placement.js';
import type { CallParams, ModelIdentity, PromptMessage } from './types.js';

const system = (content: string, providerOptions?: object): PromptMessage => ({
  role: 'system',
  content,
  ...(providerOptions && { providerOptions }),
});
const user = (text: string): PromptMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const model = (provider: string, modelId = 'a-model'): ModelIdentity => ({ provider, modelId });
const cacheControl = { anthropic: { cacheControl: { type: 'ephemeral' } } };

function placed(
  prompt: PromptMessage[],
  provider: string,
  given: {
    placement?: MemoryPlacement;
    params?: Partial<CallParams>;
    modelId?: string;
  } & Partial<Injection> = {},
): CallParams {
  const { placement = 'auto', params: others, modelId, ...injection } = given;
  const params = freeze({ prompt, ...others });
  const place = contextPlace(placement, params, model(provider, modelId));
  const userIndex = prompt.findLastIndex(({ role }) => role === 'user');
  return inject(params, { context: 'CONTEXT', news: '', place, userIndex, ...injection });
}

/** So that a rewritten message of the caller's would throw. */
function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

describe('placement auto', () => {
  const own = [system('Be kind.'), system('CONTEXT'), user('Hi')];
  const merged = [system('Be kind.\n\nCONTEXT'), user('Hi')];

  it.each([
    ['openai.responses', own],
    ['openai.chat', own],
    ['azure.responses', own],
    ['azure-openai.chat', own],
    ['anthropic.messages', own],
    ['google.generative-ai', own],
    ['google.vertex.chat', own],
    ['googleVertex.anthropic.messages', own],
    ['vertex.anthropic.messages', own],
    ['amazon-bedrock', own],
    ['bedrock.anthropic.messages', own],
    ['vllm.chat', merged],
    ['ollama', merged],
    ['mistral.chat', merged],
    ['openaiish.chat', merged],
    ['', merged],
  ])('%s', (provider, expected) => {
    expect(placed([system('Be kind.'), user('Hi')], provider).prompt).toEqual(expected);
  });

  it.each([
    ['openai/gpt-5', own],
    ['anthropic/claude', own],
    ['google/gemini', own],
    ['alibaba/qwen', merged],
    ['no-maker', merged],
  ])('of the gateway goes by the maker of %s', (modelId, expected) => {
    expect(placed([system('Be kind.'), user('Hi')], 'gateway', { modelId }).prompt).toEqual(expected);
  });

  it('does not touch a system message that carries provider options', () => {
    const cached = system('Be kind.', cacheControl);
    expect(placed([cached, user('Hi')], 'vllm.chat').prompt).toEqual([cached, system('CONTEXT'), user('Hi')]);
  });

  it('stands first when there is no system message, and after all leading ones, but before later ones', () => {
    expect(placed([user('Hi')], 'openai.chat').prompt[0]).toEqual(system('CONTEXT'));
    expect(placed([user('Hi')], 'vllm.chat').prompt[0]).toEqual(system('CONTEXT'));
    const prompt = [system('A'), system('B'), user('Hi'), system('late'), user('Go on')];
    expect(placed(prompt, 'openai.chat').prompt).toEqual([
      ...prompt.slice(0, 2),
      system('CONTEXT'),
      ...prompt.slice(2),
    ]);
    expect(placed([system('Only')], 'openai.chat').prompt).toEqual([system('Only'), system('CONTEXT')]);
  });
});

describe('a placement that is asked for', () => {
  it('holds for every provider', () => {
    expect(placed([system('A'), user('Hi')], 'openai.chat', { placement: 'merge' }).prompt).toHaveLength(2);
    expect(placed([system('A'), user('Hi')], 'vllm.chat', { placement: 'own' }).prompt).toHaveLength(3);
  });
});

describe('a conversation that the server of the model keeps', () => {
  it.each([
    ['openai.responses', 'openai', { previousResponseId: 'resp_1' }],
    ['openai.responses', 'openai', { conversation: 'conv_1' }],
    ['azure.responses', 'azure', { previousResponseId: 'resp_1' }],
    ['gateway', 'openai', { previousResponseId: 'resp_1' }],
  ])('%s gets instructions and no system item', (provider, name, options) => {
    const prompt = [user('Hi')];
    const params = placed(prompt, provider, {
      params: { providerOptions: { [name]: options, other: { a: 1 } } },
    });
    expect(params.prompt).toEqual(prompt);
    expect(params.providerOptions).toEqual({
      [name]: { ...options, instructions: 'CONTEXT' },
      other: { a: 1 },
    });
  });

  it('keeps instructions of the caller before ours', () => {
    const providerOptions = { openai: { previousResponseId: 'resp_1', instructions: 'Be kind.' } };
    const params = placed([user('Hi')], 'openai.responses', { params: { providerOptions } });
    expect(params.providerOptions?.['openai']?.['instructions']).toBe('Be kind.\n\nCONTEXT');
  });

  it('of a provider without such instructions gets it in the part for the user', () => {
    const providerOptions = { xai: { previousResponseId: 'resp_1' } };
    const params = placed([user('Hi')], 'xai.responses', { params: { providerOptions }, news: 'NEWS' });
    expect(params.prompt).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'CONTEXT\n\nNEWS' },
        ],
      },
    ]);
  });

  it('is none in the chat API, whatever its options say', () => {
    const providerOptions = { openai: { previousResponseId: 'resp_1' } };
    expect(placed([user('Hi')], 'openai.chat', { params: { providerOptions } }).prompt).toEqual([
      system('CONTEXT'),
      user('Hi'),
    ]);
  });
});

describe('what is new', () => {
  const context = '';

  it('becomes the last part of the newest message of the user, behind which the steps follow', () => {
    const steps = [
      { role: 'assistant', content: [] },
      { role: 'tool', content: [] },
    ];
    const { prompt } = placed([user('One'), user('Two'), ...steps], 'openai.chat', { context, news: 'NEWS' });
    expect(prompt).toEqual([
      user('One'),
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Two' },
          { type: 'text', text: 'NEWS' },
        ],
      },
      ...steps,
    ]);
  });

  it('leaves the one text of a message one text, where only that form may be taken', () => {
    expect(placed([user('Hi')], 'vllm.chat', { context, news: 'NEWS' }).prompt).toEqual([user('Hi\n\nNEWS')]);
    const image = { role: 'user', content: [{ type: 'file' }] };
    expect(placed([image], 'vllm.chat', { context, news: 'NEWS' }).prompt).toEqual([
      { role: 'user', content: [{ type: 'file' }, { type: 'text', text: 'NEWS' }] },
    ]);
  });

  it('does not move a cache breakpoint of the message off the last part of the caller', () => {
    const cached = { ...user('Hi'), providerOptions: cacheControl };
    expect(placed([cached], 'anthropic.messages', { context, news: 'NEWS' }).prompt).toEqual([
      cached,
      user('NEWS'),
    ]);
  });

  it('goes nowhere when there is no message of the user', () => {
    const params = freeze({ prompt: [{ role: 'tool', content: [] }] });
    const place = { kind: 'own' } as const;
    expect(inject(params, { context: '', news: 'NEWS', place, userIndex: undefined })).toBe(params);
  });
});

describe('without anything to add', () => {
  it.each(['openai.chat', 'vllm.chat'])('the very same params go to %s', (provider) => {
    const params = freeze({ prompt: [user('Hi')] });
    const place = contextPlace('auto', params, model(provider));
    expect(inject(params, { context: '', news: '', place, userIndex: 0 })).toBe(params);
  });
});
