// The whole way: the real provider over HTTP, the middleware, and an embedded Letta that learns.
import { createOpenAI } from '@ai-sdk/openai';
import { Letta } from '@letta-ai/letta-client';
import { streamText, wrapLanguageModel, type ModelMessage } from 'ai';
import { Memory } from 'letta-memory';
import { memoryMiddleware, memoryOptions, withMemory } from 'letta-memory/ai-sdk';
import { createEmbeddedLetta, createOfflineModel } from 'letta-memory-embedded';
import { expect, it, onTestFinished } from 'vitest';

import { recordingFetch } from '../harness/recording-fetch.js';
import { chatServer } from './chat-server.js';

async function setUp() {
  const letta = createEmbeddedLetta({ url: ':memory:', model: createOfflineModel() });
  onTestFinished(() => letta.close());
  const chat = await chatServer();
  const { fetch, requests } = recordingFetch(letta.fetch);
  const client = new Letta({ baseURL: 'http://embedded.letta', apiKey: '', fetch });
  const memory = new Memory({ client });
  const openai = createOpenAI({ baseURL: chat.url, apiKey: 'none' });
  return { chat, memory, requests, openai };
}

const user = (content: string): ModelMessage => ({ role: 'user', content });

it('a chat model remembers what it was told in another conversation', async () => {
  const { chat, memory, openai } = await setUp();
  const provider = withMemory(openai, { memory });
  const say = async (userId: string, conversationId: string, messages: ModelMessage[]): Promise<string> => {
    const providerOptions = memoryOptions({ userId, conversationId, turnId: `${messages.length}` });
    return streamText({ model: provider.chat('gpt-5-mini'), messages, providerOptions }).text;
  };
  expect(await say('sarah', 'a', [user('Hi, my name is Sarah and I live in Oslo.')])).toBe('Noted.');
  // Nothing is known yet, so the request is the bare one.
  expect(chat.requests[0]!.messages).toEqual([user('Hi, my name is Sarah and I live in Oslo.')]);
  expect(await memory.flush()).toEqual({ undelivered: 0 });
  expect(await memory.getUserMemory('sarah')).toContain('Sarah');

  await say('sarah', 'b', [user('Who am I?')]);
  const [system, question] = chat.requests[1]!.messages;
  expect(system!.content).toContain('Sarah');
  expect(system!.content).toContain('<human description=');
  expect(question).toEqual(user('Who am I?'));

  await say('tom', 'b', [user('Who am I?')]);
  expect(chat.bodies[2]).not.toContain('Sarah');
  for (const body of chat.bodies) expect(body).not.toContain('lettaMemory');
});

it('sends what is new only, however long the history, in three requests a turn', async () => {
  const { chat, memory, openai, requests } = await setUp();
  const model = wrapLanguageModel({
    model: openai.chat('gpt-5-mini'),
    middleware: memoryMiddleware({ memory, userId: 'sarah', conversationId: 'a' }),
  });
  const messages: ModelMessage[] = [];
  const perTurn: number[] = [];
  for (const words of ['My name is Sarah.', 'I have a cat.', 'I live in Oslo.', 'I like tea.']) {
    messages.push(user(words));
    const before = requests.length;
    const { response } = streamText({ model, messages });
    messages.push(...(await response).messages);
    await memory.flush();
    // Looks at a run that goes on are more of one kind.
    const looks = requests.slice(before).filter(({ path }) => path.startsWith('/v1/runs/')).length;
    perTurn.push(requests.length - before - looks + 1);
  }
  expect(perTurn.slice(1)).toEqual([3, 3, 3]);
  const agentId = await memory.getMemoryAgentId('sarah');
  expect(agentId).not.toBeNull();
  expect(await memory.getUserMemory('sarah')).toMatch(/Sarah[\s\S]*Oslo|Oslo[\s\S]*Sarah/);
  // The prefix stays what it was: what was learned since is told at the end of the user's message.
  const prefixes = chat.requests.map(({ messages: [first] }) => first!.role === 'system' && first!.content);
  expect(new Set(prefixes.slice(1)).size).toBe(1);
});

it('says at once in another conversation what is not learned yet', async () => {
  const { chat, memory, openai } = await setUp();
  const ask = async (conversationId: string, words: string): Promise<string> =>
    streamText({
      model: withMemory(openai.chat('gpt-5-mini'), { memory, userId: 'sarah', conversationId }),
      messages: [user(words)],
    }).text;
  await ask('a', 'I moved to Bergen.');
  await ask('b', 'Where do I live?');
  expect(chat.bodies[1]).toContain('I moved to Bergen.');
  await memory.flush();
});

it('forgets a deleted user, in prompts too', async () => {
  const { chat, memory, openai } = await setUp();
  const model = withMemory(openai.chat('gpt-5-mini'), { memory, userId: 'sarah', conversationId: 'a' });
  await streamText({ model, messages: [user('My name is Sarah.')] }).text;
  await memory.flush();
  await streamText({ model, messages: [user('Hello?')] }).text;
  expect(chat.bodies[1]).toContain('Sarah');
  expect(await memory.deleteUser('sarah')).toMatchObject({ deleted: true });
  await streamText({ model, messages: [user('Hello again?')] }).text;
  expect(chat.bodies[2]).not.toContain('Sarah');
});
