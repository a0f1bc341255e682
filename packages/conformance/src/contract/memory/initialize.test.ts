import { MemoryArgumentError } from 'letta-memory';
import { expect, test } from 'vitest';

import { memoryOn, recordedMemory, teach } from '../../harness/memory.js';
import { rejectionOf, statusOf } from '../../harness/rejection.js';
import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('initializeUserMemory', (server) => {
  const client = clientOf(server);
  const memory = memoryOn(server);

  /** The agents and blocks that bear the tags of this agent. */
  async function belongings(agentId: string): Promise<{ agents: string[]; blocks: string[] }> {
    const { tags } = await client.agents.retrieve(agentId, { include: ['agent.tags'] });
    const tag = tags.find((candidate) => candidate.startsWith('letta-memory:user:'));
    if (tag === undefined) throw new Error('The agent bears no tag of a user');
    return {
      agents: (await client.agents.list({ tags: [tag], limit: 100 })).items.map(({ id }) => id),
      blocks: (await client.blocks.list({ tags: [tag], limit: 100 })).items
        .map(({ label }) => label ?? '')
        .toSorted(),
    };
  }

  test('makes one sleeptime agent with its blocks, in one request', async () => {
    const userId = uniqueUser();
    const { memory, requests } = recordedMemory(server);
    const agentId = await memory.initializeUserMemory(userId);
    const writes = requests.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/agents']);
    const agent = await client.agents.retrieve(agentId, { include: ['agent.blocks', 'agent.tags'] });
    expect(agent.agent_type).toBe('sleeptime_agent');
    expect(agent.name).toMatch(/^letta-memory-[0-9a-f]+$/);
    expect(agent.message_buffer_autoclear).toBe(true);
    expect(agent.tags).toEqual(expect.arrayContaining(['letta-memory', `letta-memory:user:${userId}`]));
    const blocks = Object.fromEntries(agent.blocks.map((block) => [block.label, block]));
    expect(Object.keys(blocks).toSorted()).toEqual(['human', 'summary']);
    expect(blocks.human).toMatchObject({
      value: '',
      limit: 10_000,
      description: 'Details about the human user you are speaking to.',
    });
    expect(blocks.summary).toMatchObject({ value: '', limit: 1_000 });
  });

  test('looks the agent up before and after it makes one', async () => {
    const { memory, requests } = recordedMemory(server);
    await memory.initializeUserMemory(uniqueUser());
    const made = requests.findIndex(({ method }) => method === 'POST');
    const looks = requests.map(({ method, path }) => method === 'GET' && path === '/v1/agents');
    expect(looks.slice(0, made)).toContain(true);
    expect(looks.slice(made + 1)).toContain(true);
  });

  test('takes a model that the server has: the first but letta-free', async () => {
    const agentId = await memory.initializeUserMemory(uniqueUser());
    const agent = await client.agents.retrieve(agentId);
    const handles = (await client.models.list()).map(({ handle }) => handle);
    const expected = handles.find((handle) => handle !== 'letta/letta-free');
    expect(agent.model ?? agent.llm_config.handle).toBe(expected);
  });

  test('is idempotent, for this object and for another one', async () => {
    const userId = uniqueUser();
    const { memory, requests, forget } = recordedMemory(server);
    const agentId = await memory.initializeUserMemory(userId);
    forget();
    expect(await memory.initializeUserMemory(userId)).toBe(agentId);
    expect(await memoryOn(server).initializeUserMemory(userId)).toBe(agentId);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await belongings(agentId)).toEqual({ agents: [agentId], blocks: ['human', 'summary'] });
  });

  test('keeps what was learned when called again', async () => {
    const userId = uniqueUser();
    await teach(memory, userId, 'I like tea');
    await memory.initializeUserMemory(userId);
    expect(await memory.getUserMemory(userId)).toBe('I like tea');
  });

  test('with reset starts over and leaves nothing of the old one', async () => {
    const userId = uniqueUser();
    const word = uniqueWord();
    const old = await teach(memory, userId, word);
    const oldBlocks = (await client.agents.blocks.list(old)).items.map(({ id }) => id);
    const agentId = await memory.initializeUserMemory(userId, { reset: true });
    expect(agentId).not.toBe(old);
    expect(await memory.getUserMemory(userId)).toBe('');
    expect(await statusOf(client.agents.retrieve(old))).toBe(404);
    for (const id of oldBlocks) expect(await statusOf(client.blocks.retrieve(id))).toBe(404);
    expect(await server.dump()).not.toContain(word);
    expect(await belongings(agentId)).toEqual({ agents: [agentId], blocks: ['human', 'summary'] });
  });

  test('with reset makes memory for a new user too', async () => {
    const userId = uniqueUser();
    const agentId = await memory.initializeUserMemory(userId, { reset: true });
    expect(await memory.getMemoryAgentId(userId)).toBe(agentId);
  });

  test('with blocks adds custom ones and replaces its own', async () => {
    const userId = uniqueUser();
    const agentId = await memory.initializeUserMemory(userId, {
      blocks: [
        { label: 'goals', description: 'What she wants.', limit: 300, value: 'Learn Norwegian' },
        { label: 'human', description: 'Who she is.', limit: 200, value: 'Name: Sarah' },
      ],
    });
    const blocks = Object.fromEntries(
      (await client.agents.blocks.list(agentId)).items.map((block) => [block.label, block]),
    );
    expect(Object.keys(blocks).toSorted()).toEqual(['goals', 'human', 'summary']);
    expect(blocks.goals).toMatchObject({
      description: 'What she wants.',
      limit: 300,
      value: 'Learn Norwegian',
    });
    expect(blocks.human).toMatchObject({ description: 'Who she is.', limit: 200, value: 'Name: Sarah' });
    expect((await belongings(agentId)).blocks).toEqual(['goals', 'human', 'summary']);
  });

  test('gives every new user the blocks of the options', async () => {
    const userId = uniqueUser();
    const agentId = await memoryOn(server, {
      blocks: [{ label: 'style', value: 'Short' }],
    }).initializeUserMemory(userId);
    expect((await client.agents.blocks.retrieve('style', { agent_id: agentId })).value).toBe('Short');
  });

  test('gives one agent and no stray blocks when eight objects call at once', async () => {
    const userId = uniqueUser();
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => memoryOn(server).initializeUserMemory(userId)),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await belongings(ids[0]!)).toEqual({ agents: [ids[0]], blocks: ['human', 'summary'] });
    expect(await memory.getMemoryAgentId(userId)).toBe(ids[0]);
  });

  test('gives one agent when eight objects add first messages at once, and learns all', async () => {
    const userId = uniqueUser();
    const words = Array.from({ length: 8 }, () => uniqueWord());
    const agents = await Promise.all(words.map((word) => teach(memoryOn(server), userId, word)));
    expect(new Set(agents).size).toBe(1);
    expect(await belongings(agents[0]!)).toEqual({ agents: [agents[0]], blocks: ['human', 'summary'] });
    const stored = JSON.stringify(
      (await client.agents.messages.list(agents[0]!, { order: 'asc', limit: 1000 })).items,
    );
    for (const word of words) expect(stored).toContain(word);
    if (!server.differences.backgroundEndpoint) return;
    const learned = await memory.getUserMemory(userId);
    expect(learned?.split('\n').toSorted()).toEqual(words.toSorted());
  });

  test('refuses an empty user id and broken blocks without a request', async () => {
    const { memory, requests } = recordedMemory(server);
    const calls = [
      memory.initializeUserMemory(''),
      memory.initializeUserMemory(uniqueUser(), { blocks: [{ label: '' }] }),
      memory.initializeUserMemory(uniqueUser(), { blocks: [{ label: 'a', limit: -1 }] }),
    ];
    for (const call of calls) expect(MemoryArgumentError.isInstance(await rejectionOf(call))).toBe(true);
    expect(requests).toEqual([]);
  });
});
