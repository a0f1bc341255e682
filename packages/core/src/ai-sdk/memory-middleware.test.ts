/** The middleware from end to end, with the AI SDK 5, 6 and 7 and a memory server over real HTTP. */
import { describe, expect, it, vi } from 'vitest';
import { lettaDouble } from '../../test/letta-double.js';
import { call, say, type Step } from '../../test/turn-table/script.js';
import { versions, type Version } from '../../test/turn-table/sdks.js';
import { allTools } from '../../test/turn-table/world.js';
import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import type { MemoryEvent } from '../events.js';
import { Memory } from '../memory.js';
import type { MemoryOptions } from '../memory-options.js';
import { memoryMiddleware } from './memory-middleware.js';
import { memoryOptions } from './memory-options.js';
import type { MemoryMiddlewareOptions } from './middleware-options.js';
import type { TurnFilter } from './turn-filter.js';
import { withMemory } from './with-memory.js';

type Way = 'generateText' | 'streamText';
type Extra = Partial<MemoryMiddlewareOptions>;

const [sdk7] = versions as [Version, ...Version[]];
const rows = versions.flatMap((version) =>
  (['generateText', 'streamText'] as const).map((way) => ({ version, way, name: `${version.name} ${way}` })),
);

async function setUp(options: MemoryOptions = {}) {
  const letta = await lettaDouble();
  const events: MemoryEvent[] = [];
  const errors: unknown[] = [];
  const memory = new Memory({
    client: letta.client,
    onEvent: (event) => void events.push(event),
    onError: (error) => void errors.push(error),
    ...options,
  });
  return { letta, memory, events, errors, typesOf: () => events.map(({ type }) => type) };
}

/** A wrapped model, asked in either way; what the model got. */
function wrapped(version: Version, steps: readonly Step[], options: MemoryMiddlewareOptions) {
  const bare = version.model(steps) as { doGenerateCalls: Asked[]; doStreamCalls: Asked[] };
  const model = version.sdk.wrapLanguageModel({ model: bare, middleware: memoryMiddleware(options) });
  const asked = (): Asked[] => [...bare.doGenerateCalls, ...bare.doStreamCalls];
  return { model, asked, prompts: () => asked().map(({ prompt }) => JSON.stringify(prompt)) };
}

interface Asked {
  prompt: unknown;
  providerOptions?: unknown;
}

async function ask(version: Version, way: Way, model: object, options: object): Promise<string> {
  const { sdk } = version;
  const all = { model, maxRetries: 0, stopWhen: sdk.stepCountIs(5), ...options };
  if (way === 'generateText') return (await sdk.generateText(all)).text;
  let text = '';
  let failure: unknown;
  const result = sdk.streamText({ ...all, onError: ({ error }: { error: unknown }) => (failure = error) });
  for await (const piece of result.textStream) text += piece;
  if (failure) throw failure;
  return text;
}

describe.each(rows)('$name', ({ version, way }) => {
  it('tells the model what is known, and learns the turn once, without what was told', async () => {
    const { letta, memory, typesOf } = await setUp();
    letta.known.set('sarah', 'Name: Sarah');
    const steps = [call('weather', { city: 'Oslo' }, 'call-1'), say('It rains.')];
    const { model, prompts } = wrapped(version, steps, { memory, userId: 'sarah', conversationId: 'c1' });
    const messages = [{ role: 'user', content: 'How is Oslo?' }];
    expect(await ask(version, way, model, { messages, tools: allTools })).toContain('It rains.');
    expect(prompts()).toHaveLength(2);
    for (const prompt of prompts()) expect(prompt).toContain('Name: Sarah');
    expect(await memory.flush()).toEqual({ undelivered: 0 });
    expect(letta.learned).toHaveLength(1);
    expect(letta.learned[0]!.lines).toEqual([
      'user: How is Oslo?',
      'assistant: called weather({"city":"Oslo"})',
      expect.stringContaining('tool: weather returned'),
      'assistant: It rains.',
    ]);
    expect(letta.learned[0]!.otid).toMatch(/^\S+\.0-3\.1$/);
    expect(typesOf()).toEqual(expect.arrayContaining(['context-miss', 'turn-queued', 'turn-learned']));
  });

  it('asks nothing of the memory server before the model, once the user is known', async () => {
    const { letta, memory } = await setUp();
    letta.known.set('sarah', 'Name: Sarah');
    await memory.prefetch('sarah');
    const before = letta.requests.length;
    const seen: number[] = [];
    const watching = {
      wrapGenerate: ({ doGenerate }: { doGenerate: () => unknown }) => {
        seen.push(letta.requests.length);
        return doGenerate();
      },
      wrapStream: ({ doStream }: { doStream: () => unknown }) => {
        seen.push(letta.requests.length);
        return doStream();
      },
    };
    const inner = version.sdk.wrapLanguageModel({
      model: version.model([say('Hello')]),
      middleware: watching,
    });
    const model = withMemory(inner, { memory, userId: 'sarah' });
    await ask(version, way, model, { prompt: 'Hi' });
    expect(seen).toEqual([before]);
    await memory.flush();
    // Deliver, see the run's end, refresh.
    expect(letta.requests.length - before).toBe(3);
  });

  it('refuses a call that names no user, before the model is asked', async () => {
    const { memory } = await setUp();
    const { model, asked } = wrapped(version, [say('Hello')], { memory });
    await expect(ask(version, way, model, { prompt: 'Hi' })).rejects.toSatisfy(
      MemoryArgumentError.isInstance,
    );
    expect(asked()).toEqual([]);
  });

  it('keeps the words of a call that failed', async () => {
    const { letta, memory } = await setUp();
    const { model } = wrapped(version, [say('', { breaks: 'before' })], { memory, userId: 'sarah' });
    await expect(ask(version, way, model, { prompt: 'I live in Oslo' })).rejects.toThrow('overloaded');
    await memory.flush();
    expect(letta.learned.map(({ lines }) => lines)).toEqual([['user: I live in Oslo']]);
  });

  it('learns once when wrapped twice, in each way', async () => {
    const { letta, memory } = await setUp();
    letta.known.set('sarah', 'Name: Sarah');
    const middleware = memoryMiddleware({ memory, userId: 'sarah' });
    const bare = version.model([say('Hello')]) as { doGenerateCalls: Asked[]; doStreamCalls: Asked[] };
    const twice = version.sdk.wrapLanguageModel({
      model: withMemory(bare, { memory, userId: 'sarah' }),
      middleware: [middleware, middleware] as object,
    });
    await ask(version, way, twice, { prompt: 'Hi' });
    await memory.flush();
    expect(letta.learned).toHaveLength(1);
    const [asked] = [...bare.doGenerateCalls, ...bare.doStreamCalls];
    expect(JSON.stringify(asked!.prompt).split('Name: Sarah')).toHaveLength(2);
  });
});

/** What a chat in some mode was told and taught. */
async function chatWith(extra: Extra, options: object = {}) {
  const { letta, memory } = await setUp();
  letta.known.set('sarah', 'Name: Sarah');
  const { model, prompts } = wrapped(sdk7, [say('Hello')], { memory, userId: 'sarah', ...extra });
  await ask(sdk7, 'generateText', model, { prompt: 'Hi', ...options });
  await memory.flush();
  return {
    isTold: prompts()[0]!.includes('Name: Sarah'),
    learned: letta.learned.length,
    requests: letta.requests.length,
  };
}

describe('modes', () => {
  it.each([
    ['full', true, 1],
    ['read', true, 0],
    ['write', false, 1],
    ['off', false, 0],
  ] as const)('%s', async (mode, isTold, learned) => {
    expect(await chatWith({ mode })).toMatchObject({ isTold, learned });
    expect(await chatWith({}, { providerOptions: memoryOptions({ mode }) })).toMatchObject({
      isTold,
      learned,
    });
  });

  it('lets visitors chat without memory, when told so', async () => {
    const { letta, memory } = await setUp();
    const { model, prompts } = wrapped(sdk7, [say('Hello')], { memory, onMissingUser: 'skip' });
    expect(await ask(sdk7, 'generateText', model, { prompt: 'Hi' })).toBe('Hello');
    await memory.flush();
    expect([letta.requests, prompts().length]).toEqual([[], 1]);
  });
});

/** What is left of a turn behind a filter. */
async function learnedWith(filter: TurnFilter) {
  const { letta, memory, errors } = await setUp();
  const { model } = wrapped(sdk7, [say('Noted.')], { memory, userId: 'sarah', filter });
  expect(await ask(sdk7, 'generateText', model, { prompt: 'My card is 4111' })).toBe('Noted.');
  await memory.flush();
  return { lines: letta.learned.map(({ lines }) => lines), errors };
}

describe('filter', () => {
  it('changes what leaves', async () => {
    const { lines } = await learnedWith((turn) => ({
      ...turn,
      items: turn.items.map((item) => ({ ...item, text: item.text.replace(/\d{4}/, '[number]') })),
    }));
    expect(lines).toEqual([['user: My card is [number]', 'assistant: Noted.']]);
  });

  it('leaves items out', async () => {
    const { lines } = await learnedWith((turn) => ({
      ...turn,
      items: turn.items.filter(({ role }) => role === 'user'),
    }));
    expect(lines).toEqual([['user: My card is 4111']]);
  });

  it('drops a turn', async () => {
    expect((await learnedWith(() => null)).lines).toEqual([]);
  });

  it('drops a turn when it throws, and says so', async () => {
    const broken = new Error('broken filter');
    const { lines, errors } = await learnedWith(() => {
      throw broken;
    });
    expect(lines).toEqual([]);
    expect(errors).toEqual([broken]);
  });
});

it('goes on without memory when the format of the app throws', async () => {
  const { letta, memory, errors } = await setUp();
  letta.known.set('sarah', 'Name: Sarah');
  const broken = new Error('broken format');
  const format = (): string => {
    throw broken;
  };
  const { model, asked } = wrapped(sdk7, [say('Hello')], { memory, userId: 'sarah', format });
  const providerOptions = memoryOptions({ conversationId: 'c1' });
  expect(await ask(sdk7, 'generateText', model, { prompt: 'Hi', providerOptions })).toBe('Hello');
  expect(errors).toEqual([broken]);
  expect(JSON.stringify(asked())).not.toContain('lettaMemory');
});

it('fails loudly when nothing says where the memory server is', async () => {
  vi.stubEnv('LETTA_API_KEY', '');
  vi.stubEnv('LETTA_BASE_URL', '');
  const { model, asked } = wrapped(sdk7, [say('Hello')], { memory: new Memory(), userId: 'sarah' });
  const answer = ask(sdk7, 'generateText', model, { prompt: 'Hi' });
  await expect(answer).rejects.toSatisfy(MemoryConfigurationError.isInstance);
  expect(asked()).toEqual([]);
  vi.unstubAllEnvs();
});

it('refuses what is no Memory, and options that are plainly wrong', async () => {
  const { memory } = await setUp();
  expect(made({ userId: 'sarah' })).toThrow(/`memory` must be a `Memory`/);
  expect(made({ memory: { cache: {} } })).toThrow(MemoryArgumentError);
  for (const wrong of [
    { filter: 1 },
    { format: 'x' },
    { waitUntil: {} },
    { waitUntilMs: 0 },
    { placement: 'top' },
  ]) {
    expect(made({ memory, ...wrong })).toThrow(`\`${Object.keys(wrong)[0]}\` must`);
  }
});

function made(options: object) {
  return () => memoryMiddleware(options as MemoryMiddlewareOptions);
}

describe('waitUntil', () => {
  it('is given a promise before the model is asked, which ends when the turn is learned', async () => {
    const { letta, memory, typesOf } = await setUp();
    letta.runsEnd = false;
    const held: Promise<unknown>[] = [];
    let letAnswer: (() => void) | undefined;
    const after = new Promise<void>((resolve) => (letAnswer = resolve));
    const waitUntil = (promise: Promise<unknown>): void => void held.push(promise);
    const { model } = wrapped(sdk7, [say('Hello', { after })], {
      memory,
      userId: 'sarah',
      waitUntil,
    });
    const answer = ask(sdk7, 'generateText', model, { prompt: 'Hi' });
    await vi.waitFor(() => expect(held).toHaveLength(1));
    letAnswer?.();
    await answer;
    let isOver = false;
    void held[0]!.then(() => (isOver = true));
    await vi.waitFor(() => expect(typesOf()).toContain('turn-delivered'));
    expect(isOver).toBe(false);
    letta.runsEnd = true;
    await held[0];
    expect(typesOf()).toContain('turn-learned');
  });

  it('does not wait beyond its time', async () => {
    const { letta, memory } = await setUp();
    letta.runsEnd = false;
    const held: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>): void => void held.push(promise);
    const options = { memory, userId: 'sarah', waitUntil, waitUntilMs: 50 };
    await ask(sdk7, 'streamText', wrapped(sdk7, [say('Hello')], options).model, { prompt: 'Hi' });
    await held[0];
    expect(memory.stats().turns).toMatchObject({ delivered: 0, delivering: 1 });
    letta.runsEnd = true;
    await memory.flush();
  });

  it('ends at once for a turn that is dropped', async () => {
    const { memory } = await setUp();
    const held: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>): void => void held.push(promise);
    const options = { memory, userId: 'sarah', waitUntil, filter: () => null };
    await ask(sdk7, 'generateText', wrapped(sdk7, [say('Hello')], options).model, { prompt: 'Hi' });
    await held[0];
    expect(held).toHaveLength(1);
  });
});

describe('users', () => {
  it('are never mixed, however many talk at once', async () => {
    const { letta, memory } = await setUp();
    const userIds = Array.from({ length: 12 }, (_, index) => `user${index}`);
    for (const userId of userIds) letta.known.set(userId, `I am ${userId}!`);
    await Promise.all(
      userIds.map(async (userId) => {
        const { model, prompts } = wrapped(sdk7, [say('Hello')], { memory, userId: async () => userId });
        await ask(sdk7, 'streamText', model, { prompt: `words of ${userId}!` });
        expect(prompts()[0]!.match(/I am user\d+!/g)).toEqual([`I am ${userId}!`]);
      }),
    );
    await memory.flush();
    expect(letta.learned).toHaveLength(12);
    for (const { agentId, lines } of letta.learned) {
      expect(lines[0]).toBe(`user: words of ${agentId.replace('agent-', '')}!`);
    }
  });

  it('are told in another conversation what they have just said, until it is learned', async () => {
    const { letta, memory } = await setUp();
    letta.runsEnd = false;
    const chat = async (userId: string, conversationId: string, prompt: string): Promise<string> => {
      const { model, prompts } = wrapped(sdk7, [say('Fine.')], { memory, userId, conversationId });
      await ask(sdk7, 'generateText', model, { prompt });
      return prompts()[0]!;
    };
    await chat('sarah', 'a', 'I moved to Bergen.');
    expect(await chat('sarah', 'b', 'Where do I live?')).toContain('I moved to Bergen.');
    expect(await chat('tom', 'b', 'Where do I live?')).not.toContain('Bergen');
    letta.runsEnd = true;
    await memory.flush();
    expect(await chat('sarah', 'c', 'And now?')).not.toContain('Bergen');
    // What was told is nobody's words.
    const learned = letta.learned.filter(({ agentId }) => agentId === 'agent-sarah').slice(0, 2);
    expect(learned.map(({ lines }) => lines[0])).toEqual([
      'user: I moved to Bergen.',
      'user: Where do I live?',
    ]);
    expect(learned.map(({ lines }) => lines.length)).toEqual([2, 2]);
    await memory.flush();
  });

  it('are forgotten with all that waits', async () => {
    const { letta, memory } = await setUp();
    letta.known.set('sarah', 'Name: Sarah');
    const chat = async (): Promise<string> => {
      const { model, prompts } = wrapped(sdk7, [say('Fine.')], {
        memory,
        userId: 'sarah',
        conversationId: 'a',
      });
      await ask(sdk7, 'generateText', model, { prompt: 'I moved to Bergen.' });
      return prompts()[0]!;
    };
    expect(await chat()).toContain('Name: Sarah');
    // So that nothing of the turn can go, and nothing be read again.
    letta.trouble = { status: 500 };
    await expect(memory.deleteUser('sarah')).rejects.toThrow('(500)');
    expect(await memory.flush('sarah')).toEqual({ undelivered: 0 });
    expect(memory.stats().context.users).toBe(0);
    expect(await chat()).not.toContain('Name: Sarah');
  });
});

describe('captureTurn', () => {
  const turn = {
    userId: 'sarah',
    messages: [{ role: 'user', content: 'I like cats.' }],
    responseMessages: [{ role: 'assistant', content: [{ type: 'text', text: 'Nice!' }] }],
  };

  it('learns a turn', async () => {
    const { letta, memory } = await setUp();
    await memory.captureTurn(turn);
    await memory.flush();
    expect(letta.learned.map(({ lines }) => lines)).toEqual([['user: I like cats.', 'assistant: Nice!']]);
  });

  it.each([{}, { conversationId: 'a' }, { conversationId: 'a', turnId: 't1' }])(
    'learns once what the middleware has seen too: %j',
    async (ids) => {
      const { letta, memory } = await setUp();
      const { model } = wrapped(sdk7, [say('Nice!')], { memory, userId: 'sarah', ...ids });
      await ask(sdk7, 'generateText', model, { messages: turn.messages });
      await memory.captureTurn({ ...turn, ...ids });
      await memory.flush();
      await memory.captureTurn({ ...turn, ...ids });
      await memory.flush();
      expect(letta.learned.map(({ lines }) => lines)).toEqual([['user: I like cats.', 'assistant: Nice!']]);
    },
  );

  it('refuses a turn without words', async () => {
    const { memory } = await setUp();
    await expect(memory.captureTurn({ userId: 'sarah', messages: [] })).rejects.toSatisfy(
      MemoryArgumentError.isInstance,
    );
  });
});
