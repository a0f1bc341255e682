/** With messages that the AI SDK itself makes, in its three major versions. */
import * as sdk7 from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import * as sdk5 from 'ai5';
import { MockLanguageModelV2 } from 'ai5/test';
import * as sdk6 from 'ai6';
import { MockLanguageModelV3 } from 'ai6/test';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { MemoryMessage } from './messages.js';
import { normalizeMessages } from './normalize-messages.js';

const toolCall = {
  type: 'tool-call' as const,
  toolCallId: 'call-1',
  toolName: 'getWeather',
  input: '{"city":"Bergen"}',
};
const thought = { type: 'reasoning' as const, text: 'She asks about the weather.' };
const looking = { type: 'text' as const, text: 'Let me look.' };
const answer = { type: 'text' as const, text: 'It rains in Bergen.' };
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const getWeather = {
  description: 'The weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }: { city: string }) => ({ city, weather: 'rain' }),
};
const failingWeather = {
  ...getWeather,
  execute: async (): Promise<string> => {
    throw new Error('the station is closed');
  },
};
const prompt = 'How is the weather in Bergen?';

type Content<Model extends { doGenerate: (...options: never[]) => PromiseLike<{ content: unknown }> }> =
  Awaited<ReturnType<Model['doGenerate']>>['content'];
type Steps = readonly (readonly object[])[];
const twoSteps: Steps = [[thought, looking, toolCall], [answer]];

interface Version {
  readonly name: string;
  /** The messages that `generateText` adds for a conversation of these steps. */
  readonly generate: (
    steps: Steps,
    weather: typeof getWeather | typeof failingWeather,
  ) => Promise<readonly MemoryMessage[]>;
  /** What `convertToModelMessages` makes of UI messages. */
  readonly convert: (messages: readonly object[]) => Promise<readonly MemoryMessage[]>;
}

const versions: Version[] = [
  {
    name: 'ai 7',
    generate: async (steps, weather) => {
      const model = new MockLanguageModelV4({
        doGenerate: steps.map((content, index) => ({
          content: [...content] as Content<MockLanguageModelV4>,
          finishReason: {
            unified: index === steps.length - 1 ? ('stop' as const) : ('tool-calls' as const),
            raw: undefined,
          },
          usage,
          warnings: [],
        })),
      });
      const tools = { getWeather: weather };
      const result = await sdk7.generateText({ model, prompt, tools, stopWhen: sdk7.stepCountIs(3) });
      return result.responseMessages;
    },
    convert: async (messages) => sdk7.convertToModelMessages([...messages] as sdk7.UIMessage[]),
  },
  {
    name: 'ai 6',
    generate: async (steps, weather) => {
      const model = new MockLanguageModelV3({
        doGenerate: steps.map((content, index) => ({
          content: [...content] as Content<MockLanguageModelV3>,
          finishReason: {
            unified: index === steps.length - 1 ? ('stop' as const) : ('tool-calls' as const),
            raw: undefined,
          },
          usage,
          warnings: [],
        })),
      });
      const tools = { getWeather: weather };
      const result = await sdk6.generateText({ model, prompt, tools, stopWhen: sdk6.stepCountIs(3) });
      return result.response.messages;
    },
    convert: async (messages) => sdk6.convertToModelMessages([...messages] as sdk6.UIMessage[]),
  },
  {
    name: 'ai 5',
    generate: async (steps, weather) => {
      const model = new MockLanguageModelV2({
        doGenerate: steps.map((content, index) => ({
          content: [...content] as Content<MockLanguageModelV2>,
          finishReason: index === steps.length - 1 ? ('stop' as const) : ('tool-calls' as const),
          usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
          warnings: [],
        })),
      });
      const tools = { getWeather: weather };
      const result = await sdk5.generateText({ model, prompt, tools, stopWhen: sdk5.stepCountIs(3) });
      return result.response.messages;
    },
    convert: async (messages) => sdk5.convertToModelMessages([...messages] as sdk5.UIMessage[]),
  },
];

const tool = (state: string, more: object) => ({
  type: 'tool-getWeather',
  toolCallId: `call-${state}`,
  state,
  input: { city: 'Bergen' },
  ...more,
});
const uiMessages: MemoryMessage[] = [
  { id: '1', role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
  {
    id: '2',
    role: 'user',
    parts: [
      { type: 'text', text: 'What is this?' },
      {
        type: 'file',
        mediaType: 'image/png',
        filename: 'cat.png',
        url: 'data:image/png;base64,aGVtbWVsaWc=',
      },
    ],
  },
  {
    id: '3',
    role: 'assistant',
    parts: [
      { type: 'step-start' },
      { type: 'reasoning', text: 'A cat, clearly.' },
      { type: 'text', text: 'A cat. Let me look.' },
      tool('output-available', { output: { weather: 'rain' } }),
      tool('output-error', { errorText: 'the station is closed' }),
      { type: 'step-start' },
      { type: 'source-url', sourceId: '1', url: 'https://example.com' },
      { type: 'text', text: 'It rains.' },
      { type: 'data-mood', data: 'wet' },
    ],
  },
];

describe.each(versions)('normalizeMessages with messages of $name', ({ generate, convert }) => {
  it('reads what generateText made with a tool', async () => {
    const messages = await generate(twoSteps, getWeather);
    expect(JSON.stringify(messages)).toContain(thought.text);
    expect(normalizeMessages([{ role: 'user', content: prompt }, ...messages])).toEqual([
      { role: 'user', text: prompt },
      { role: 'assistant', text: 'Let me look.\ncalled getWeather({"city":"Bergen"})' },
      { role: 'tool', text: 'getWeather returned {"city":"Bergen","weather":"rain"}' },
      { role: 'assistant', text: 'It rains in Bergen.' },
    ]);
  });

  it('reads what generateText made with a tool that failed', async () => {
    expect(normalizeMessages(await generate(twoSteps, failingWeather))).toEqual([
      { role: 'assistant', text: 'Let me look.\ncalled getWeather({"city":"Bergen"})' },
      { role: 'tool', text: expect.stringMatching(/^getWeather failed: (?:Error: )?the station is closed$/) },
      { role: 'assistant', text: 'It rains in Bergen.' },
    ]);
  });

  it('tells the same of UI messages and of what convertToModelMessages makes of them', async () => {
    const called = 'called getWeather({"city":"Bergen"})';
    const direct = normalizeMessages(uiMessages);
    expect(direct).toEqual([
      { role: 'user', text: 'What is this?\n[image: cat.png image/png]' },
      { role: 'assistant', text: `A cat. Let me look.\n${called}` },
      { role: 'tool', text: 'getWeather returned {"weather":"rain"}' },
      { role: 'assistant', text: called },
      { role: 'tool', text: 'getWeather failed: the station is closed' },
      { role: 'assistant', text: 'It rains.' },
    ]);
    const converted = normalizeMessages(await convert(uiMessages));
    const told = (items: typeof direct) =>
      items.flatMap((item) => item.text.split('\n').map((line) => `${item.role}: ${line}`));
    // Model messages hold all calls of a step before the results: the same lines, these two the other way round.
    expect(told(converted).toSorted()).toEqual(told(direct).toSorted());
  });
});
