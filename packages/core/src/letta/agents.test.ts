import { describe, expect, it } from 'vitest';
import { agentBody, blockBody } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { createAgent, findAgents, livingAgent, tombstoneAgent } from './agents.js';
import { blocksOfNewUser } from './block-shapes.js';
import { Server } from './server.js';

const specification = {
  userId: 'sarah@example.com/ø',
  tags: ['letta-memory:user:sarah'],
  blocks: blocksOfNewUser(),
  model: 'openai/gpt',
  embedding: undefined,
  timeZone: 'Europe/Oslo',
};

describe('findAgents', () => {
  it('finds agents with their blocks in one request, by all of the tags', async () => {
    const { client, requests } = await scriptedServer({ 'GET /v1/agents/': { json: [agentBody()] } });
    const [agent] = await findAgents(new Server(() => client), ['one', 'two,with comma']);
    expect(agent).toMatchObject({
      id: 'agent-1',
      contextWindow: 128_000,
      userId: 'sarah',
      isTombstoned: false,
    });
    expect(agent?.blocks.map(({ label }) => label)).toEqual(['human', 'summary']);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.query.getAll('tags')).toEqual(['one', 'two,with comma']);
    expect(requests[0]?.query.get('match_all_tags')).toBe('true');
    expect(requests[0]?.query.getAll('include')).toEqual(['agent.blocks']);
  });

  it('puts the oldest first, of equal age the one with the smaller id', async () => {
    const { client } = await scriptedServer({
      'GET /v1/agents/': {
        json: [
          agentBody({ id: 'agent-c', created_at: '2026-11-24T10:00:01Z' }),
          agentBody({ id: 'agent-b', created_at: '2026-11-24T10:00:00Z' }),
          agentBody({ id: 'agent-a', created_at: '2026-11-24T10:00:00Z' }),
        ],
      },
    });
    const agents = await findAgents(new Server(() => client), ['tag']);
    expect(agents.map(({ id }) => id)).toEqual(['agent-a', 'agent-b', 'agent-c']);
  });

  it('keeps the blocks in one order, which the server does not', async () => {
    const { client } = await scriptedServer({
      'GET /v1/agents/': {
        json: [agentBody({ blocks: ['pets', 'human', 'goals'].map((label) => blockBody(label)) })],
      },
    });
    const [agent] = await findAgents(new Server(() => client), ['tag']);
    expect(agent?.blocks.map(({ label }) => label)).toEqual(['goals', 'human', 'pets']);
  });

  it('reads an agent of another package, and one without the optional fields', async () => {
    const { client } = await scriptedServer({
      'GET /v1/agents/': {
        json: [{ id: 'agent-1', metadata: null, blocks: [blockBody('human', { id: undefined })] }],
      },
    });
    const [agent] = await findAgents(new Server(() => client), ['tag']);
    expect(agent).toMatchObject({ userId: null, isTombstoned: false, blocks: [] });
    expect(agent?.contextWindow).toBeGreaterThan(1_000);
  });
});

describe('livingAgent', () => {
  it('passes over what is being deleted', async () => {
    const { client } = await scriptedServer({
      'GET /v1/agents/': {
        json: [
          agentBody({ metadata: { lettaMemoryDeleted: true } }),
          agentBody({ id: 'agent-2', created_at: '2026-11-25T10:00:00Z' }),
        ],
      },
    });
    const agents = await findAgents(new Server(() => client), ['tag']);
    expect(livingAgent(agents)?.id).toBe('agent-2');
    expect(livingAgent(agents.slice(0, 1))).toBeNull();
  });
});

describe('createAgent', () => {
  it('sends agent, blocks and tags at once, with a name that Letta takes', async () => {
    const { client, requests } = await scriptedServer({ 'POST /v1/agents/': { json: agentBody() } });
    await createAgent(new Server(() => client), { ...specification, embedding: 'openai/embed' });
    expect(requests[0]?.body).toEqual({
      name: expect.stringMatching(/^letta-memory-[0-9a-f]{32}$/),
      agent_type: 'sleeptime_agent',
      model: 'openai/gpt',
      embedding: 'openai/embed',
      tags: ['letta-memory', 'letta-memory:user:sarah'],
      memory_blocks: [
        expect.objectContaining({ label: 'human', tags: ['letta-memory', 'letta-memory:user:sarah'] }),
        expect.objectContaining({ label: 'summary', tags: ['letta-memory', 'letta-memory:user:sarah'] }),
      ],
      initial_message_sequence: [],
      message_buffer_autoclear: true,
      timezone: 'Europe/Oslo',
      metadata: { lettaMemoryUser: 'sarah%40example.com%2F%C3%B8' },
    });
  });

  it('is never repeated by the client: a second request makes a second agent', async () => {
    for (const answer of [{ status: 500 }, { status: 429 }, { drop: true }]) {
      const { client, requests } = await scriptedServer({ 'POST /v1/agents/': answer });
      await expect(createAgent(new Server(() => client), specification)).rejects.toBeInstanceOf(
        MemoryRequestError,
      );
      expect(requests).toHaveLength(1);
    }
  });

  it('names the model that the server does not know', async () => {
    const { client } = await scriptedServer({
      'POST /v1/agents/': { status: 404, json: { detail: 'no handle' } },
    });
    const error = await createAgent(new Server(() => client), specification).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MemoryConfigurationError);
    expect(String(error)).toMatch(/openai\/gpt.*LETTA_MODEL/);
  });
});

describe('tombstoneAgent', () => {
  it('keeps the other metadata, and asks nothing when it is there already', async () => {
    const { client, requests } = await scriptedServer({
      'GET /v1/agents/': { json: [agentBody({ metadata: { lettaMemoryUser: 'sarah', other: 1 } })] },
      'PATCH /v1/agents/agent-1': { json: agentBody() },
    });
    const server = new Server(() => client);
    const [agent] = await findAgents(server, ['tag']);
    await tombstoneAgent(server, agent!);
    expect(requests[1]?.body).toEqual({
      metadata: { lettaMemoryUser: 'sarah', other: 1, lettaMemoryDeleted: true },
    });
    await tombstoneAgent(server, { ...agent!, isTombstoned: true });
    expect(requests).toHaveLength(2);
  });
});
