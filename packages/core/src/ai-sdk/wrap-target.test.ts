/** With the mock models and wrappers of the AI SDK 5, 6 and 7 themselves. */
import { createOpenAI } from '@ai-sdk/openai';
import * as sdk7 from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import * as sdk5 from 'ai5';
import { MockLanguageModelV2 } from 'ai5/test';
import * as sdk6 from 'ai6';
import { MockLanguageModelV3 } from 'ai6/test';
import { createOpenAI as createOpenAI5 } from 'openai5';
import { createOpenAI as createOpenAI6 } from 'openai6';
import { describe, expect, it } from 'vitest';
import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import { ClaimedCalls } from './claimed-calls.js';
import type { LanguageModelMiddlewareLike } from './types.js';
import { wrapTarget } from './wrap-target.js';

/** A middleware that writes down what it sees; a second layer steps aside, as the one of memory does. */
function recording(): LanguageModelMiddlewareLike & { seen: string[] } {
  const seen: string[] = [];
  const claims = calls;
  const owner = {};
  return {
    seen,
    specificationVersion: 'v3',
    transformParams: async ({ params, type, model }) => {
      if (claims.isClaimed(params)) return params;
      seen.push(`${type} ${model.modelId}`);
      return claims.claim(params, owner, 'kept');
    },
    wrapGenerate: async ({ doGenerate, params }) => {
      const result = await doGenerate();
      if (claims.stateOf(params, owner)) seen.push('generated');
      return result;
    },
    wrapStream: async ({ doStream, params }) => {
      const result = await doStream();
      if (claims.stateOf(params, owner)) seen.push('streamed');
      return result;
    },
  };
}
const calls = new ClaimedCalls<string>();

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const oldUsage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
const content = [{ type: 'text' as const, text: 'Hello' }];
const answer = { content, finishReason: { unified: 'stop' as const, raw: undefined }, usage, warnings: [] };
const oldAnswer = { content, finishReason: 'stop' as const, usage: oldUsage, warnings: [] };
const text = [
  { type: 'text-start' as const, id: '1' },
  { type: 'text-delta' as const, id: '1', delta: 'Hello' },
  { type: 'text-end' as const, id: '1' },
];
const finish = { type: 'finish' as const, finishReason: answer.finishReason, usage };
const oldFinish = { type: 'finish' as const, finishReason: 'stop' as const, usage: oldUsage };

function models() {
  return {
    5: new MockLanguageModelV2({
      doGenerate: oldAnswer,
      doStream: async () => ({ stream: sdk5.simulateReadableStream({ chunks: [...text, oldFinish] }) }),
    }),
    6: new MockLanguageModelV3({
      doGenerate: answer,
      doStream: async () => ({ stream: sdk6.simulateReadableStream({ chunks: [...text, finish] }) }),
    }),
    7: new MockLanguageModelV4({
      doGenerate: answer,
      doStream: async () => ({ stream: sdk7.simulateReadableStream({ chunks: [...text, finish] }) }),
    }),
  };
}

interface Version {
  readonly name: string;
  readonly spec: string;
  /** Generates and streams once with a model that is wrapped by `times` layers of ours and of the SDK's. */
  readonly run: (wrapping: (model: object) => object) => Promise<[string, string]>;
  readonly wrapBySdk: (middleware: LanguageModelMiddlewareLike) => (model: object) => object;
  readonly modelOf: () => { specificationVersion: string };
  /** Through `customProvider` and `createProviderRegistry`. */
  readonly runRegistered: (middleware: LanguageModelMiddlewareLike) => Promise<string>;
}

const versions: Version[] = [
  {
    name: 'ai 5',
    spec: 'v2',
    modelOf: () => models()[5],
    run: async (wrapping) => {
      const model = wrapping(models()[5]) as MockLanguageModelV2;
      const { text } = await sdk5.generateText({ model, prompt: 'Hi' });
      return [text, await sdk5.streamText({ model, prompt: 'Hi' }).text];
    },
    wrapBySdk: (middleware) => (model) =>
      sdk5.wrapLanguageModel({ model: model as MockLanguageModelV2, middleware }),
    runRegistered: async (middleware) => {
      const custom = sdk5.customProvider({ languageModels: { chat: models()[5] } });
      const registry = sdk5.createProviderRegistry({ mine: wrapTarget(custom, middleware) });
      return (await sdk5.generateText({ model: registry.languageModel('mine:chat'), prompt: 'Hi' })).text;
    },
  },
  {
    name: 'ai 6',
    spec: 'v3',
    modelOf: () => models()[6],
    run: async (wrapping) => {
      const model = wrapping(models()[6]) as MockLanguageModelV3;
      const { text } = await sdk6.generateText({ model, prompt: 'Hi' });
      return [text, await sdk6.streamText({ model, prompt: 'Hi' }).text];
    },
    wrapBySdk: (middleware) => (model) =>
      sdk6.wrapLanguageModel({ model: model as MockLanguageModelV3, middleware }),
    runRegistered: async (middleware) => {
      const custom = sdk6.customProvider({ languageModels: { chat: models()[6] } });
      const registry = sdk6.createProviderRegistry({ mine: wrapTarget(custom, middleware) });
      return (await sdk6.generateText({ model: registry.languageModel('mine:chat'), prompt: 'Hi' })).text;
    },
  },
  {
    name: 'ai 7',
    spec: 'v4',
    modelOf: () => models()[7],
    run: async (wrapping) => {
      const model = wrapping(models()[7]) as MockLanguageModelV4;
      const { text } = await sdk7.generateText({ model, prompt: 'Hi' });
      return [text, await sdk7.streamText({ model, prompt: 'Hi' }).text];
    },
    wrapBySdk: (middleware) => (model) =>
      sdk7.wrapLanguageModel({ model: model as MockLanguageModelV4, middleware }),
    runRegistered: async (middleware) => {
      const custom = sdk7.customProvider({ languageModels: { chat: models()[7] } });
      const registry = sdk7.createProviderRegistry({ mine: wrapTarget(custom, middleware) });
      return (await sdk7.generateText({ model: registry.languageModel('mine:chat'), prompt: 'Hi' })).text;
    },
  },
];
const once = ['generate mock-model-id', 'generated', 'stream mock-model-id', 'streamed'];

describe.each(versions)('a model of $name', ({ spec, run, wrapBySdk, modelOf, runRegistered }) => {
  it('is wrapped by ours: both ways to call it', async () => {
    const middleware = recording();
    expect(await run((model) => wrapTarget(model, middleware))).toEqual(['Hello', 'Hello']);
    expect(middleware.seen).toEqual(once);
  });

  it('is wrapped by the SDK with the same middleware', async () => {
    const middleware = recording();
    expect(await run(wrapBySdk(middleware))).toEqual(['Hello', 'Hello']);
    expect(middleware.seen).toEqual(once);
  });

  it.each<
    [
      string,
      (outer: LanguageModelMiddlewareLike, inner: LanguageModelMiddlewareLike) => (model: object) => object,
    ]
  >([
    ['ours in ours', (outer, inner) => (model) => wrapTarget(wrapTarget(model, inner), outer)],
    ['ours in the SDK', (outer, inner) => (model) => wrapBySdk(outer)(wrapTarget(model, inner))],
    ['the SDK in ours', (outer, inner) => (model) => wrapTarget(wrapBySdk(inner)(model), outer)],
  ])('is wrapped twice as once: %s', async (_, wrapping) => {
    const [outer, inner] = [recording(), recording()];
    expect(await run(wrapping(outer, inner))).toEqual(['Hello', 'Hello']);
    expect([outer.seen, inner.seen]).toEqual([once, []]);
    const same = recording();
    await run(wrapping(same, same));
    // The inner layer sees its own owner; what counts is that it transforms only once.
    expect(same.seen.filter((line) => line.includes('mock-model-id'))).toHaveLength(2);
  });

  it('keeps its spec version, class and properties', () => {
    const model = modelOf();
    const wrapped = wrapTarget(model, recording());
    expect(wrapped.specificationVersion).toBe(spec);
    expect(wrapped).toBeInstanceOf(model.constructor);
    expect(Reflect.ownKeys(wrapped)).toEqual(Reflect.ownKeys(model));
  });

  it('is found in a wrapped provider behind a registry', async () => {
    const middleware = recording();
    expect(await runRegistered(middleware)).toBe('Hello');
    expect(middleware.seen).toEqual(['generate mock-model-id', 'generated']);
  });
});

/** As real models and providers may be: private fields, getters, methods that are not our business. */
class Private extends MockLanguageModelV4 {
  readonly #secret = 'secret';
  get reveal(): string {
    return this.#secret;
  }
  tell(): string {
    return this.#secret;
  }
}

describe('a model with private fields', () => {
  it('keeps its getters and methods, and can be written to', async () => {
    const model = new Private({ doGenerate: answer });
    const wrapped = wrapTarget(model, recording());
    expect([wrapped.reveal, wrapped.tell(), Private.prototype.tell.call(model)]).toEqual(
      Array(3).fill('secret'),
    );
    expect(wrapped.tell).toBe(wrapped.tell);
    Object.assign(wrapped, { note: 'mine' });
    expect('note' in model && model.note).toBe('mine');
    await sdk7.generateText({ model: wrapped, prompt: 'Hi' });
    expect(wrapped.doGenerateCalls).toHaveLength(1);
  });

  it('works when it is frozen', async () => {
    const middleware = recording();
    const model = wrapTarget(Object.freeze(new MockLanguageModelV4({ doGenerate: answer })), middleware);
    expect((await sdk7.generateText({ model, prompt: 'Hi' })).text).toBe('Hello');
    expect(middleware.seen).toHaveLength(2);
  });

  it('passes a failure of the model on as it is', async () => {
    const failure = new Error('no quota');
    const model = new MockLanguageModelV4({
      doGenerate: () => {
        throw failure;
      },
    });
    await expect(wrapTarget(model, recording()).doGenerate({ prompt: [] })).rejects.toBe(failure);
  });
});

const marker = (model: object): boolean =>
  'doStream' in model && model.doStream !== Object.getPrototypeOf(model).doStream;

describe.each([
  ['ai 5', createOpenAI5],
  ['ai 6', createOpenAI6],
  ['ai 7', createOpenAI],
] as const)('the provider @ai-sdk/openai of %s', (_, create) => {
  const openai = create({ apiKey: 'none' });
  const wrapped = wrapTarget(openai, recording());

  it('can be called, and makes wrapped language models by each of its ways', () => {
    for (const model of [
      wrapped('gpt-5-mini'),
      wrapped.chat('gpt-5-mini'),
      wrapped.responses('gpt-5-mini'),
      wrapped.completion('gpt-3.5-turbo-instruct'),
      wrapped.languageModel('gpt-5-mini'),
    ]) {
      expect(marker(model)).toBe(true);
    }
    expect(wrapped('gpt-5-mini').provider).toBe('openai.responses');
    expect(wrapped.chat('gpt-5-mini').modelId).toBe('gpt-5-mini');
    expect(wrapped.chat).toBe(wrapped.chat);
  });

  it('keeps everything else', () => {
    expect(wrapped.tools).toBe(openai.tools);
    expect(Reflect.ownKeys(wrapped)).toEqual(Reflect.ownKeys(openai));
    for (const made of [
      wrapped.image('gpt-image-1'),
      wrapped.speech('tts-1'),
      wrapped.transcription('whisper-1'),
    ]) {
      expect(Object.hasOwn(made, 'doGenerate')).toBe(false);
      expect(marker(made)).toBe(false);
    }
    expect(wrapped.textEmbeddingModel('text-embedding-3-small').constructor.name).toBe(
      openai.textEmbeddingModel('text-embedding-3-small').constructor.name,
    );
  });
});

describe('a provider with private fields', () => {
  class Provider {
    readonly specificationVersion = 'v4';
    readonly #model = new MockLanguageModelV4({ doGenerate: answer });
    languageModel(): MockLanguageModelV4 {
      return this.#model;
    }
    get name(): string {
      return this.#model.provider;
    }
  }

  it('works, also by a method that was taken off it', async () => {
    const middleware = recording();
    const { languageModel, name } = wrapTarget(new Provider(), middleware);
    expect(name).toBe('mock-provider');
    await sdk7.generateText({ model: languageModel(), prompt: 'Hi' });
    expect(middleware.seen).toEqual(['generate mock-model-id', 'generated']);
  });

  it('keeps the classes that it has', () => {
    class Store {
      constructor(readonly name: string) {}
    }
    const wrapped = wrapTarget(
      Object.assign(() => models()[7], { Store }),
      recording(),
    );
    expect(new wrapped.Store('vectors').name).toBe('vectors');
    expect(new wrapped.Store('vectors')).toBeInstanceOf(Store);
  });

  it('serves as the default provider, which knows models by their names', async () => {
    const middleware = recording();
    Object.assign(globalThis, { AI_SDK_DEFAULT_PROVIDER: wrapTarget(new Provider(), middleware) });
    try {
      await sdk7.generateText({ model: 'openai/gpt-5', prompt: 'Hi' });
    } finally {
      Reflect.deleteProperty(globalThis, 'AI_SDK_DEFAULT_PROVIDER');
    }
    expect(middleware.seen).toHaveLength(2);
  });
});

describe('what is neither model nor provider', () => {
  it.each(['openai/gpt-5', undefined, null, 42])('is refused: %s', (target) => {
    expect(() => wrapTarget(target as unknown as object, recording())).toThrow(MemoryArgumentError);
  });
});
