import { describe, expect, it, vi } from 'vitest';
import { agentBody, blockBody, ping, runBody, toolMessages } from '../test/letta-bodies.js';
import { scriptedServer } from '../test/scripted-server.js';
import { MemoryAbortedError } from './errors/memory-aborted-error.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { MemoryConfigurationError } from './errors/memory-configuration-error.js';
import { MemoryError } from './errors/memory-error.js';
import { MemoryRunError } from './errors/memory-run-error.js';
import type { MemoryEvent } from './events.js';
import { Memory } from './memory.js';
import type { MemoryOptions } from './memory-options.js';

type Routes = Parameters<typeof scriptedServer>[0];

const LIST = 'GET /v1/agents/';
const BACKGROUND = 'POST /v1/conversations/default/messages';
const acceptedAs = (runId: string) => ({ events: [ping(runId)], keepOpen: true });
const hello = [{ role: 'user', content: 'SECRET-WORDS' }] as const;

const learned = agentBody({
  blocks: [
    blockBody('human', { value: '\nName: Sarah', description: 'Details.' }),
    blockBody('summary', { value: 'Met Sarah.\n' }),
    blockBody('goals', { value: '' }),
  ],
});

async function setUp(routes: Routes, options: MemoryOptions = {}) {
  const scripted = await scriptedServer({ [BACKGROUND]: acceptedAs('run-1'), ...routes });
  const memory = new Memory({
    client: scripted.client,
    model: 'openai/gpt',
    embedding: 'openai/embed',
    ...options,
  });
  return { ...scripted, memory };
}

async function allOf(items: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('reads', () => {
  it('are one request each and make nothing', async () => {
    const { memory, routesAsked } = await setUp({ [LIST]: { json: [] } });
    expect(await memory.getUserMemory('sarah')).toBeNull();
    expect(await memory.getUserMemory('sarah', { promptFormatted: true })).toBeNull();
    expect(await memory.getSummary('sarah')).toBeNull();
    expect(await memory.getContext('sarah')).toBeNull();
    expect(await memory.getMemoryAgentId('sarah')).toBeNull();
    expect(routesAsked()).toEqual([LIST, LIST, LIST, LIST, LIST]);
  });

  it('give what was learned, bare or as it goes into a prompt', async () => {
    const { memory } = await setUp({ [LIST]: { json: [learned] } });
    const human = '<human description="Details.">\nName: Sarah\n</human>';
    const summary = '<conversation_summary>\nMet Sarah.\n</conversation_summary>';
    expect(await memory.getUserMemory('sarah')).toBe('Name: Sarah');
    expect(await memory.getUserMemory('sarah', { promptFormatted: true })).toBe(human);
    expect(await memory.getSummary('sarah')).toBe('Met Sarah.');
    expect(await memory.getSummary('sarah', { promptFormatted: true })).toBe(summary);
    expect(await memory.getContext('sarah')).toBe(`${summary}\n\n${human}`);
    expect(await memory.getMemoryAgentId('sarah')).toBe('agent-1');
  });

  it('are empty, not null, while nothing was learned', async () => {
    const { memory } = await setUp({ [LIST]: { json: [agentBody()] } });
    expect(await memory.getUserMemory('sarah')).toBe('');
    expect(await memory.getSummary('sarah', { promptFormatted: true })).toBe('');
    expect(await memory.getContext('sarah')).toBe('');
  });

  it('take no agent for a memory that is being deleted', async () => {
    const { memory } = await setUp({
      [LIST]: { json: [agentBody({ metadata: { lettaMemoryDeleted: true } })] },
    });
    expect(await memory.getContext('sarah')).toBeNull();
  });

  it('reject with a typed error when the server fails, without a word of the user in it', async () => {
    const { memory } = await setUp({ [LIST]: { status: 400, json: { detail: 'tag SECRET-ID' } } });
    const error = await memory.getContext('SECRET-ID').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'request', status: 400, operation: 'find the memory agent' });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('SECRET');
  });
});

describe('addMessages', () => {
  it('is one request for a user whose agent a read has found', async () => {
    const { memory, routesAsked, requests } = await setUp({ [LIST]: { json: [learned] } });
    await memory.getContext('sarah');
    requests.length = 0;
    expect(await memory.addMessages('sarah', hello)).toEqual({
      id: 'run-1',
      runIds: ['run-1'],
      userId: 'sarah',
      agentId: 'agent-1',
    });
    expect(routesAsked()).toEqual([BACKGROUND]);
  });

  it("forwards a dated transcript in the user's time zone, with the steps of the option", async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T08:30:00Z') });
    try {
      const { memory, requests } = await setUp(
        { [LIST]: { json: [learned] } },
        { timezone: () => 'Europe/Oslo', maxSteps: 5 },
      );
      await memory.addMessages('sarah', [{ role: 'user', content: 'I am </messages> Sarah.' }]);
      const body = JSON.stringify(requests.at(-1)?.body);
      expect(body).toContain('[Tue 2026-11-24 09:30 Europe/Oslo] user: I am &lt;/messages> Sarah.');
      expect(body).toContain('"max_steps":5');
    } finally {
      vi.useRealTimers();
    }
  });

  it('delivers in order what was added at once', async () => {
    const { memory, requests } = await setUp({ [LIST]: { json: [learned] } });
    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        memory.addMessages('sarah', [{ role: 'user', content: `Fact ${index}` }]),
      ),
    );
    const facts = requests.map(({ body }) => /Fact (\d)/.exec(JSON.stringify(body ?? ''))?.[1]);
    expect(facts).toEqual([undefined, '0', '1', '2', '3', '4']);
  });

  it('makes one agent for a new user, however many messages come at once', async () => {
    const { memory, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [learned] }],
      'POST /v1/agents/': { json: learned },
    });
    await Promise.all([hello, hello, hello].map((messages) => memory.addMessages('sarah', messages)));
    expect(routesAsked().filter((route) => route === 'POST /v1/agents/')).toHaveLength(1);
    expect(routesAsked().filter((route) => route === BACKGROUND)).toHaveLength(3);
  });

  it('does not read messages that change after the call', async () => {
    const { memory, requests } = await setUp({ [LIST]: { json: [learned], delayMs: 30 } });
    const messages = [{ role: 'user' as const, content: 'before' }];
    const adding = memory.addMessages('sarah', messages);
    messages[0]!.content = 'after';
    await adding;
    expect(JSON.stringify(requests.at(-1)?.body)).toContain('user: before');
  });

  it('asks nothing for what cannot be learned', async () => {
    const { memory, requests } = await setUp({});
    await expect(memory.addMessages('sarah', [])).rejects.toBeInstanceOf(MemoryArgumentError);
    await expect(memory.addMessages('', hello)).rejects.toBeInstanceOf(MemoryArgumentError);
    const zoneless = new Memory({ baseURL: 'http://127.0.0.1:1', timezone: () => 'nowhere' });
    await expect(zoneless.addMessages('sarah', hello)).rejects.toMatchObject({ argument: 'timezone' });
    expect(requests).toEqual([]);
  });

  it('leaves the line when its signal is aborted, and holds nobody up', async () => {
    const { memory } = await setUp({ [LIST]: { json: [learned], delayMs: 80 } });
    const first = memory.addMessages('sarah', hello);
    const leaving = memory.addMessages('sarah', hello, { signal: AbortSignal.timeout(10) });
    await expect(leaving).rejects.toBeInstanceOf(MemoryAbortedError);
    expect(await first).toMatchObject({ id: 'run-1' });
    expect(await memory.addMessages('sarah', hello)).toMatchObject({ id: 'run-1' });
  });

  it('says how a refusal came, without the words', async () => {
    const { memory } = await setUp({
      [LIST]: { json: [learned] },
      [BACKGROUND]: { status: 422, json: { detail: [{ input: 'SECRET-WORDS' }] } },
    });
    const error = await memory.addMessages('sarah', hello).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'request', status: 422 });
    expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('SECRET');
  });
});

describe('waitForRun', () => {
  const edited = toolMessages('1', 'memory_insert', { label: 'human', new_string: 'x' });

  it('joins the runs of all portions', async () => {
    const { memory } = await setUp({
      'GET /v1/runs/run-1': { json: runBody() },
      'GET /v1/runs/run-2': { json: runBody({ id: 'run-2', stop_reason: 'end_turn' }) },
      'GET /v1/runs/run-1/messages': { json: edited },
      'GET /v1/runs/run-2/messages': {
        json: [...edited, ...toolMessages('2', 'memory_rethink', { label: 'summary', new_memory: 'x' })],
      },
    });
    const run = { id: 'run-2', runIds: ['run-1', 'run-2'], userId: 'sarah', agentId: 'agent-1' };
    expect(await memory.waitForRun(run)).toEqual({ stopReason: 'end_turn', changed: ['human', 'summary'] });
    expect(await memory.waitForRun('run-1')).toEqual({ stopReason: 'tool_rule', changed: ['human'] });
  });

  it('rejects with the first run that ended badly', async () => {
    const { memory } = await setUp({
      'GET /v1/runs/run-1': { json: runBody({ status: 'failed', stop_reason: 'llm_api_error' }) },
    });
    const run = { id: 'run-2', runIds: ['run-1', 'run-2'], userId: 'sarah', agentId: 'agent-1' };
    await expect(memory.waitForRun(run)).rejects.toBeInstanceOf(MemoryRunError);
  });

  it('takes its time-out from the call, else from the options', async () => {
    const { memory } = await setUp(
      { 'GET /v1/runs/*': { json: runBody({ status: 'running' }) } },
      { runTimeoutMs: 90 },
    );
    await expect(memory.waitForRun('run-1')).rejects.toMatchObject({ code: 'run-timeout', timeoutMs: 90 });
    await expect(memory.waitForRun('run-1', { timeoutMs: 60 })).rejects.toMatchObject({ timeoutMs: 60 });
    await expect(memory.waitForRun('run-1', { timeoutMs: 0 })).rejects.toMatchObject({
      argument: 'timeoutMs',
    });
    const signal = AbortSignal.timeout(30);
    await expect(memory.waitForRun('run-1', { signal })).rejects.toBeInstanceOf(MemoryAbortedError);
  });
});

describe('initializeUserMemory', () => {
  it('is one request for a user who has memory', async () => {
    const { memory, routesAsked } = await setUp({ [LIST]: { json: [learned] } });
    expect(await memory.initializeUserMemory('sarah')).toBe('agent-1');
    expect(routesAsked()).toEqual([LIST]);
  });

  it("gives a new user the option's blocks and the call's", async () => {
    const { memory, requests } = await setUp(
      { [LIST]: [{ json: [] }, { json: [learned] }], 'POST /v1/agents/': { json: learned } },
      { blocks: [{ label: 'goals', limit: 7 }] },
    );
    await memory.initializeUserMemory('sarah', { blocks: [{ label: 'pets', value: 'Milo' }] });
    expect(requests[1]?.body).toMatchObject({
      memory_blocks: [
        { label: 'human' },
        { label: 'summary' },
        { label: 'goals', limit: 7 },
        { label: 'pets', value: 'Milo' },
      ],
    });
  });

  it('refuses blocks that are wrong, before it asks', async () => {
    const { memory, requests } = await setUp({});
    const wrong = memory.initializeUserMemory('sarah', { blocks: [{ label: 'my goals' }] });
    await expect(wrong).rejects.toMatchObject({ argument: 'blocks' });
    expect(requests).toEqual([]);
  });
});

describe('deleteUser', () => {
  it('may be called twice at once: the second finds nothing any more', async () => {
    const { memory } = await setUp({
      [LIST]: [{ json: [agentBody({ blocks: [] })] }, { json: [] }],
      'GET /v1/runs/': { json: [] },
      'GET /v1/archives/': { json: [] },
      'GET /v1/agents/agent-1/folders': { json: [] },
      'PATCH /v1/agents/agent-1': { json: agentBody({ blocks: [] }) },
      'DELETE /v1/agents/agent-1': {},
      'GET /v1/blocks/': { json: [] },
      'GET /v1/health/': { json: { version: '0.16.8-embedded', status: 'ok' } },
    });
    expect(await Promise.all([memory.deleteUser('sarah'), memory.deleteUser('sarah')])).toEqual([
      { deleted: true, notDeletable: [] },
      { deleted: false, notDeletable: [] },
    ]);
  });

  const nothing = { [LIST]: { json: [] }, 'GET /v1/blocks/': { json: [] } };

  it('says that there was nothing, without asking for more', async () => {
    const { memory, routesAsked } = await setUp(nothing);
    expect(await memory.deleteUser('sarah')).toEqual({ deleted: false, notDeletable: [] });
    expect(routesAsked()).toEqual([LIST, 'GET /v1/blocks/']);
  });

  it('tells what waits for its turn that the user was deleted, and comes before what is added later', async () => {
    const { memory, routesAsked } = await setUp({
      ...nothing,
      // The look of the first call, of the deletion, and of the last call before and after it creates.
      [LIST]: [{ hang: true }, { json: [] }, { json: [] }, { json: [learned] }],
      'POST /v1/agents/': { json: learned },
    });
    const running = memory.addMessages('sarah', hello);
    const waiting = memory.addMessages('sarah', hello);
    const settled = Promise.allSettled([running, waiting]);
    await vi.waitFor(() => expect(routesAsked()).toHaveLength(1));
    const deleting = memory.deleteUser('sarah');
    const later = memory.addMessages('sarah', hello);
    for (const result of await settled) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
      expect(String(Reflect.get(result, 'reason'))).toContain('deleted');
    }
    expect(await deleting).toMatchObject({ deleted: false });
    expect(await later).toMatchObject({ id: 'run-1' });
    expect(routesAsked().filter((route) => route === BACKGROUND)).toHaveLength(1);
  });

  it('keeps nothing of the user in the process', async () => {
    let isDeleted = false;
    const { memory, routesAsked, requests } = await setUp({
      [LIST]: () => ({ json: isDeleted ? [] : [learned] }),
      'PATCH /v1/agents/agent-1': {},
      'GET /v1/runs/': { json: [] },
      'GET /v1/archives/': { json: [] },
      'GET /v1/agents/agent-1/folders': { json: [] },
      'GET /v1/blocks/*/agents': { json: [] },
      'DELETE /v1/blocks/*': {},
      'DELETE /v1/agents/agent-1': () => {
        isDeleted = true;
        return {};
      },
      'GET /v1/blocks/': { json: [] },
      'GET /v1/health/': { json: { version: '0.16.8', status: 'ok' } },
      'POST /v1/agents/': { status: 500 },
    });
    await memory.addMessages('sarah', hello);
    expect(await memory.deleteUser('sarah')).toEqual({ deleted: true, notDeletable: ['provider_traces'] });
    requests.length = 0;
    await expect(memory.addMessages('sarah', hello)).rejects.toBeInstanceOf(MemoryError);
    // It looks the user up, instead of delivering to the agent it knew.
    expect(routesAsked().slice(0, 2)).toEqual([LIST, 'POST /v1/agents/']);
  });

  it('deletes what is there before a reset makes anew', async () => {
    let isDeleted = false;
    const { memory, routesAsked } = await setUp({
      [LIST]: () => ({
        json: isDeleted && !routesAsked().includes('POST /v1/agents/') ? [] : [agentBody({ blocks: [] })],
      }),
      'PATCH /v1/agents/agent-1': {},
      'GET /v1/runs/': { json: [] },
      'GET /v1/archives/': { json: [] },
      'GET /v1/agents/agent-1/folders': { json: [] },
      'DELETE /v1/agents/agent-1': () => {
        isDeleted = true;
        return {};
      },
      'GET /v1/blocks/': { json: [] },
      'POST /v1/agents/': { json: agentBody({ blocks: [] }) },
    });
    await memory.initializeUserMemory('sarah', { reset: true });
    const routes = routesAsked();
    expect(routes.indexOf('DELETE /v1/agents/agent-1')).toBeGreaterThan(0);
    expect(routes.indexOf('DELETE /v1/agents/agent-1')).toBeLessThan(routes.indexOf('POST /v1/agents/'));
  });
});

describe('every method', () => {
  const calls: [string, (memory: Memory, userId: string, signal?: AbortSignal) => Promise<unknown>][] = [
    ['initializeUserMemory', (memory, userId, signal) => memory.initializeUserMemory(userId, { signal })],
    ['addMessages', (memory, userId, signal) => memory.addMessages(userId, hello, { signal })],
    ['getUserMemory', (memory, userId, signal) => memory.getUserMemory(userId, { signal })],
    ['getSummary', (memory, userId, signal) => memory.getSummary(userId, { signal })],
    ['getContext', (memory, userId, signal) => memory.getContext(userId, { signal })],
    ['getMemoryAgentId', (memory, userId, signal) => memory.getMemoryAgentId(userId, { signal })],
    ['deleteUser', (memory, userId, signal) => memory.deleteUser(userId, { signal })],
  ];
  const withoutUser: typeof calls = [
    ['waitForRun', (memory, _userId, signal) => memory.waitForRun('run-1', { signal })],
    ['users', (memory, _userId, signal) => allOf(memory.users({ signal }))],
  ];

  it.each(calls)('%s refuses a missing user id', async (_name, call) => {
    const memory = new Memory({ baseURL: 'http://127.0.0.1:1' });
    for (const userId of ['', undefined, null, 5]) {
      await expect(call(memory, userId as string)).rejects.toMatchObject({
        code: 'argument',
        argument: 'userId',
      });
    }
  });

  it.each([...calls, ...withoutUser])(
    '%s rejects with the ways out when nothing is configured',
    async (_name, call) => {
      for (const name of ['LETTA_API_KEY', 'LETTA_BASE_URL']) vi.stubEnv(name, undefined);
      try {
        const memory = new Memory();
        await expect(call(memory, 'sarah')).rejects.toBeInstanceOf(MemoryConfigurationError);
        await expect(call(memory, 'sarah')).rejects.toThrow('createEmbeddedLetta');
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );

  it.each([...calls, ...withoutUser])('%s ends with its signal', async (_name, call) => {
    const { memory } = await setUp({ 'GET /v1/*/': { hang: true }, 'GET /v1/runs/run-1': { hang: true } });
    await expect(call(memory, 'sarah', AbortSignal.timeout(30))).rejects.toBeInstanceOf(MemoryAbortedError);
    await expect(call(memory, 'sarah', AbortSignal.abort())).rejects.toBeInstanceOf(MemoryAbortedError);
  });
});

describe('events', () => {
  it('hold ids and figures, and a broken handler breaks nothing', async () => {
    const events: MemoryEvent[] = [];
    const { memory } = await setUp(
      { [LIST]: [{ json: [] }, { json: [learned] }], 'POST /v1/agents/': { json: learned } },
      {
        onEvent: (event) => {
          events.push(event);
          throw new Error('broken handler');
        },
      },
    );
    await memory.addMessages('sarah', hello);
    expect(events.map(({ type }) => type)).toEqual(['agent-created', 'portion-accepted']);
    expect(JSON.stringify(events)).not.toContain('SECRET');
  });
});
