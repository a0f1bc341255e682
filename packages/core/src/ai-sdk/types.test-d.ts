/**
 * Checked by the compilers, not run: an app's use of the structural types, against the AI SDK 5, 6 and 7.
 */
import { createOpenAI } from '@ai-sdk/openai';
import * as sdk7 from 'ai';
import * as sdk5 from 'ai5';
import * as sdk6 from 'ai6';
import { createOpenAI as createOpenAI5 } from 'openai5';
import { createOpenAI as createOpenAI6 } from 'openai6';
import { memoryOptions } from './memory-options.js';
import type { CallParams, LanguageModelMiddlewareLike } from './types.js';
import { wrapTarget } from './wrap-target.js';

declare const middleware: LanguageModelMiddlewareLike;
const openai = { 5: createOpenAI5(), 6: createOpenAI6(), 7: createOpenAI() };

export const asMiddlewareOf5: sdk5.LanguageModelMiddleware = middleware;
export const asMiddlewareOf6: sdk6.LanguageModelMiddleware = middleware;
export const asMiddlewareOf7: sdk7.LanguageModelMiddleware = middleware;

export const wrappedModels = [
  sdk5.wrapLanguageModel({ model: openai[5]('gpt-5-mini'), middleware }),
  sdk6.wrapLanguageModel({ model: openai[6]('gpt-5-mini'), middleware }),
  sdk7.wrapLanguageModel({ model: openai[7]('gpt-5-mini'), middleware: [middleware] }),
];
export const wrappedProviders = [
  sdk5.wrapProvider({ provider: openai[5], languageModelMiddleware: middleware }),
  sdk6.wrapProvider({ provider: openai[6], languageModelMiddleware: middleware }),
  sdk7.wrapProvider({ provider: openai[7], languageModelMiddleware: middleware }),
];

const own = {
  5: wrapTarget(openai[5], middleware),
  6: wrapTarget(openai[6], middleware),
  7: wrapTarget(openai[7], middleware),
};
export const called = [own[7]('gpt-5-mini'), own[7].chat('gpt-5-mini'), own[7].responses('gpt-5-mini')];
export const kept = [own[7].tools.webSearch({}), own[7].embedding('text-embedding-3-small')];
export const registries = [
  sdk5.createProviderRegistry({ openai: own[5] }).languageModel('openai:gpt-5-mini'),
  sdk6.createProviderRegistry({ openai: own[6] }).languageModel('openai:gpt-5-mini'),
  sdk7.createProviderRegistry({ openai: own[7] }).languageModel('openai:gpt-5-mini'),
];
export const custom = [
  sdk5.customProvider({ languageModels: { chat: wrapTarget(openai[5]('gpt-5-mini'), middleware) } }),
  sdk6.customProvider({ languageModels: { chat: wrapTarget(openai[6]('gpt-5-mini'), middleware) } }),
  sdk7.customProvider({
    languageModels: { chat: wrapTarget(openai[7]('gpt-5-mini'), middleware) },
    fallbackProvider: own[7],
  }),
];
export const gateway = wrapTarget(sdk7.createGateway({}), middleware)('openai/gpt-5');

const providerOptions = memoryOptions({
  userId: 'sarah',
  conversationId: 'c1',
  turnId: undefined,
  mode: 'read',
});
export const calls = [
  () => sdk5.streamText({ model: own[5]('gpt-5-mini'), prompt: 'Hi', providerOptions }),
  () => sdk6.streamText({ model: own[6]('gpt-5-mini'), prompt: 'Hi', providerOptions }),
  () => sdk7.streamText({ model: own[7]('gpt-5-mini'), prompt: 'Hi', providerOptions }),
  () =>
    sdk7.generateText({
      model: gateway,
      messages: [
        { role: 'user', content: 'Hi', providerOptions: { lettaMemory: { ignore: true } } },
        { role: 'user', content: 'Hi' },
      ],
      providerOptions: { ...providerOptions, openai: { store: false } },
    }),
  () => new sdk7.ToolLoopAgent({ model: gateway, providerOptions }),
];

type ParamsOf<Model extends { doGenerate(params: never): unknown }> = Parameters<Model['doGenerate']>[0];
declare const params: {
  5: ParamsOf<ReturnType<(typeof openai)[5]>>;
  6: ParamsOf<ReturnType<(typeof openai)[6]>>;
  7: ParamsOf<ReturnType<(typeof openai)[7]>>;
};
export const readable: CallParams[] = [params[5], params[6], params[7]];

// @ts-expect-error a mode that is none
export const otherMode = memoryOptions({ mode: 'sometimes' });
// @ts-expect-error an option that is none
export const otherOption = memoryOptions({ user: 'sarah' });
// @ts-expect-error a model's name is no model
export const named = wrapTarget('openai/gpt-5', middleware);
