import { Letta } from '@letta-ai/letta-client';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEmbeddedLetta, type EmbeddedLetta } from './embedded-letta.js';
import type { EmbeddedLettaOptions } from './embedded-options.js';
import { EmbeddedClosedError, EmbeddedStorageError } from './errors.js';
import { deferred } from './testing/deferred.js';
import { FINISH, insert, memoryModel, notingModel } from './testing/memory-model.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letta embedded ø '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

function create(options: Partial<EmbeddedLettaOptions> = {}): EmbeddedLetta {
  const letta = createEmbeddedLetta({ url: ':memory:', model: notingModel(), ...options });
  onTestFinished(() => letta.close());
  return letta;
}

async function makeAgent({ client }: { client: Letta }): Promise<string> {
  const agent = await client.agents.create({
    name: 'memory',
    agent_type: 'sleeptime_agent',
    model: 'any/model',
    memory_blocks: [{ label: 'human', value: '' }],
    initial_message_sequence: [],
    message_buffer_autoclear: true,
  });
  return agent.id;
}

async function send({ client }: EmbeddedLetta, agentId: string, content: string): Promise<string> {
  const run = await client.agents.messages.createAsync(agentId, { messages: [{ role: 'user', content }] });
  return run.id;
}

async function untilEnded({ client }: EmbeddedLetta, runId: string) {
  return vi.waitUntil(
    async () => {
      const run = await client.runs.retrieve(runId);
      return run.status === 'created' || run.status === 'running' ? undefined : run;
    },
    { timeout: 10_000, interval: 10 },
  );
}

async function humanOf({ client }: EmbeddedLetta, agentId: string): Promise<string> {
  return (await client.agents.blocks.retrieve('human', { agent_id: agentId })).value;
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('createEmbeddedLetta', () => {
  it('learns: an agent made by the official client edits its block', async () => {
    const letta = create();
    const agentId = await makeAgent(letta);
    const run = await untilEnded(letta, await send(letta, agentId, 'My name is Sarah'));
    expect(run).toMatchObject({ status: 'completed', stop_reason: 'tool_rule' });
    expect(await humanOf(letta, agentId)).toBe('\nMy name is Sarah');
  });

  it('touches nothing before the first request', async () => {
    const file = join(folder, 'deep', 'memory.db');
    const letta = create({ url: `file:${file}` });
    await expect(access(file)).rejects.toThrow('ENOENT');
    await letta.client.agents.list();
    await access(file);
  });

  it('never sends the key of the environment, nor goes to its address', async () => {
    vi.stubEnv('LETTA_API_KEY', 'a key of the cloud');
    vi.stubEnv('LETTA_BASE_URL', 'https://elsewhere.example');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { client } = create();
    expect(client.apiKey).toBeNull();
    expect(client.baseURL).not.toContain('elsewhere');
    expect((await client.agents.list()).items).toEqual([]);
  });

  it('keeps what was learned for the next one on the same file', async () => {
    const url = `file:${join(folder, 'memory.db')}`;
    const first = create({ url });
    const agentId = await makeAgent(first);
    await untilEnded(first, await send(first, agentId, 'Sarah'));
    await first.close();
    expect(await humanOf(create({ url }), agentId)).toBe('\nSarah');
  });

  it('is one server for all calls on one file, however that is spelled, until the last is closed', async () => {
    const file = join(folder, 'memory.db');
    const first = create({ url: `file:${file}` });
    const second = create({ url: `file:${relative(process.cwd(), file)}` });
    expect(second.url).toBe(first.url);
    const agentId = await makeAgent(first);
    await first.close();
    const run = await untilEnded(second, await send(second, agentId, 'Sarah'));
    expect(run.status).toBe('completed');
    expect(
      EmbeddedClosedError.isInstance(await thrownBy(first.fetch('http://embedded.letta/v1/health/'))),
    ).toBe(true);
  });

  it('is a server of its own in memory', async () => {
    const [first, second] = [create(), create()];
    await makeAgent(first);
    expect((await second.client.agents.list()).items).toEqual([]);
  });
});

describe('fetch', () => {
  const url = 'http://anywhere.example/v1/agents/';
  const body = JSON.stringify({ name: 'posted', model: 'any/model' });
  const headers = { 'content-type': 'application/json' };

  it.each<[string, Parameters<EmbeddedLetta['fetch']>]>([
    ['a string', [url, { method: 'POST', body, headers }]],
    ['a URL', [new URL(url), { method: 'POST', body, headers }]],
    ['a request', [new Request(url, { method: 'POST', body, headers })]],
    ['a request and changes', [new Request(url, { headers }), { method: 'POST', body }]],
    // As a web framework calls a handler that is mounted in it.
    [
      'a request and something else',
      [new Request(url, { method: 'POST', body, headers }), { params: {} } as RequestInit],
    ],
  ])('takes %s, and needs no `this`', async (_name, parameters) => {
    const letta = create();
    const { fetch } = letta;
    const response = await fetch(...parameters);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'posted' });
  });

  it('stops waiting when its signal is aborted', async () => {
    const letta = create();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(letta.fetch(url, { signal })).rejects.toThrow('enough');
  });

  it('lets the process go on between the calls of a loop', async () => {
    const letta = create();
    const agentId = await makeAgent(letta);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    onTestFinished(() => clearInterval(counting));
    for (let call = 0; call < 200; call += 1) await letta.client.agents.retrieve(agentId);
    expect(turns).toBeGreaterThan(20);
  });

  it('serves another client of the same process', async () => {
    const { fetch } = create();
    const client = new Letta({ baseURL: 'http://mounted.example', apiKey: 'any', fetch });
    const agentId = await makeAgent({ client });
    expect((await client.agents.retrieve(agentId)).id).toBe(agentId);
  });
});

describe('close', () => {
  it('makes every later call reject with a typed error', async () => {
    const letta = create();
    await letta.client.agents.list();
    await letta.close();
    await letta.close();
    expect(
      EmbeddedClosedError.isInstance(await thrownBy(letta.fetch('http://embedded.letta/v1/health/'))),
    ).toBe(true);
    const error = await thrownBy(letta.client.agents.list());
    expect(error).toBeInstanceOf(Letta.APIConnectionError);
    expect(EmbeddedClosedError.isInstance(error instanceof Error ? error.cause : undefined)).toBe(true);
  });

  it('parks a run under way, and the next first request takes it up', async () => {
    const url = `file:${join(folder, 'memory.db')}`;
    const asked = deferred();
    const hanging = memoryModel(({ signal }) => {
      asked.resolve();
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      );
    });
    const first = create({ url, model: hanging });
    const agentId = await makeAgent(first);
    const runId = await send(first, agentId, 'Sarah');
    await asked.promise;
    await first.close();

    const second = create({ url });
    expect(await untilEnded(second, runId)).toMatchObject({ status: 'completed' });
    expect(await humanOf(second, agentId)).toBe('\nSarah');
  });
});

describe('what cannot be opened', () => {
  it('is a typed error of each request, until it is mended', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, 'a file where a folder should be');
    const letta = create({ url: `file:${join(blocked, 'memory.db')}` });
    expect(
      EmbeddedStorageError.isInstance(await thrownBy(letta.fetch('http://embedded.letta/v1/agents/'))),
    ).toBe(true);
    const error = await thrownBy(letta.client.agents.list());
    expect(EmbeddedStorageError.isInstance(error instanceof Error ? error.cause : undefined)).toBe(true);
    await rm(blocked);
    expect((await letta.client.agents.list()).items).toEqual([]);
  });
});

describe('a broken model', () => {
  it('that writes NUL is learned from without it, and holds nobody up', async () => {
    const letta = create({ model: memoryModel(({ steps }) => (steps === 0 ? [insert('a\0b')] : [FINISH])) });
    const agentId = await makeAgent(letta);
    const run = await untilEnded(letta, await send(letta, agentId, 'words'));
    expect(run.status).toBe('completed');
    expect((await humanOf(letta, agentId)).trim()).toBe('ab');
  });

  it('fails runs, never the server', async () => {
    const errors: unknown[] = [];
    const model = memoryModel(({ words, steps }) => {
      if (words.includes('throw')) throw new Error('broken');
      if (words.includes('nonsense')) return [{ name: 'memory_insert', input: '{"broken": ' }];
      return steps === 0 ? [insert(words)] : [FINISH];
    });
    const letta = create({ model, maxModelRetries: 0, onError: (error) => errors.push(error) });
    const agentId = await makeAgent(letta);
    for (const words of ['throw', 'nonsense']) {
      const run = await untilEnded(letta, await send(letta, agentId, words));
      expect(run.status).toBe('failed');
    }
    const run = await untilEnded(letta, await send(letta, agentId, 'fine'));
    expect(run.status).toBe('completed');
    expect(errors).toHaveLength(2);
  });
});
