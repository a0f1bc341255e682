import { describe, expect, it } from 'vitest';
import { agentBody, blockBody } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import type { MemoryEvent } from '../events.js';
import { Server } from './server.js';
import { UserAgents } from './user-agents.js';

type Routes = Parameters<typeof scriptedServer>[0];

const LIST = 'GET /v1/agents/';
const CREATE = 'POST /v1/agents/';
const mine = agentBody({ id: 'agent-mine', created_at: '2026-11-24T10:00:05Z' });
const older = agentBody({ id: 'agent-older', created_at: '2026-11-24T10:00:04Z' });

async function setUp(routes: Routes, overrides: Partial<ConstructorParameters<typeof UserAgents>[0]> = {}) {
  const scripted = await scriptedServer({
    'DELETE /v1/agents/*': {},
    'DELETE /v1/blocks/*': {},
    'GET /v1/models/': { json: [{ handle: 'openai/gpt', model_type: 'llm' }] },
    ...routes,
  });
  const events: MemoryEvent[] = [];
  const agents = new UserAgents({
    model: () => 'openai/named',
    embedding: () => 'openai/embed',
    timeZone: () => 'UTC',
    tags: undefined,
    blocks: [],
    onEvent: (event) => events.push(event),
    ...overrides,
  });
  return { ...scripted, agents, events, server: new Server(() => scripted.client) };
}

describe('find', () => {
  it('asks once, makes nothing, and lets a delivery do without a request', async () => {
    const { agents, server, routesAsked } = await setUp({ [LIST]: { json: [mine] } });
    expect((await agents.find(server, 'sarah'))?.id).toBe('agent-mine');
    expect(await agents.forDelivery(server, 'sarah')).toMatchObject({
      agentId: 'agent-mine',
      contextWindow: 128_000,
    });
    expect(routesAsked()).toEqual([LIST]);
  });

  it('does not remember what was forgotten while it looked', async () => {
    const { agents, server, routesAsked } = await setUp({ [LIST]: { json: [mine], delayMs: 60 } });
    const looking = agents.find(server, 'sarah');
    agents.forget('sarah');
    await looking;
    await agents.forDelivery(server, 'sarah');
    expect(routesAsked()).toEqual([LIST, LIST]);
  });

  it('looks by the tags of the app, where it names some', async () => {
    const { agents, server, requests } = await setUp(
      { [LIST]: { json: [] } },
      { tags: (userId) => [userId, 'app'] },
    );
    expect(await agents.find(server, 'sarah')).toBeNull();
    expect(requests[0]?.query.getAll('tags')).toEqual(['sarah', 'app']);
  });
});

describe('ensure', () => {
  it('looks before and after it creates', async () => {
    const { agents, server, events, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [mine] }],
      [CREATE]: { json: mine },
    });
    expect((await agents.ensure(server, 'sarah')).id).toBe('agent-mine');
    expect(routesAsked()).toEqual([LIST, CREATE, LIST]);
    expect(events).toEqual([
      { type: 'agent-created', userId: 'sarah', agentId: 'agent-mine', model: 'openai/named' },
    ]);
  });

  it("tags a new agent with the app's tags and with ours", async () => {
    const { agents, server, requests } = await setUp(
      { [LIST]: [{ json: [] }, { json: [mine] }], [CREATE]: { json: mine } },
      { tags: (userId) => [userId] },
    );
    await agents.ensure(server, 'sarah');
    expect(requests[1]?.body).toMatchObject({ tags: ['letta-memory', 'letta-memory:user:sarah', 'sarah'] });
  });

  it('gives way to an older agent of another process, and removes its own with its blocks', async () => {
    const { agents, server, events, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [older, mine] }],
      [CREATE]: { json: mine },
    });
    expect((await agents.ensure(server, 'sarah')).id).toBe('agent-older');
    expect(routesAsked().slice(3)).toEqual([
      'DELETE /v1/blocks/block-human',
      'DELETE /v1/blocks/block-summary',
      'DELETE /v1/agents/agent-mine',
    ]);
    expect(events.at(-1)).toEqual({
      type: 'agent-removed',
      userId: 'sarah',
      agentId: 'agent-mine',
      keptAgentId: 'agent-older',
    });
  });

  it('gives the blocks that were asked for to the agent that stays', async () => {
    const { agents, server, requests, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [older, mine] }],
      [CREATE]: { json: mine },
      'POST /v1/blocks/': { json: { id: 'block-plans', label: 'plans', value: '' } },
      'PATCH /v1/agents/agent-older/core-memory/blocks/attach/block-plans': { json: older },
    });
    await agents.ensure(server, 'sarah', [{ label: 'plans' }]);
    expect(routesAsked().slice(-2)).toEqual([
      'POST /v1/blocks/',
      'PATCH /v1/agents/agent-older/core-memory/blocks/attach/block-plans',
    ]);
    expect(requests.at(-2)?.body).toMatchObject({
      label: 'plans',
      tags: expect.arrayContaining(['letta-memory']),
    });
  });

  it('adopts what a creation without an answer has made after all', async () => {
    const { agents, server, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [mine] }],
      [CREATE]: { drop: true },
    });
    expect((await agents.ensure(server, 'sarah')).id).toBe('agent-mine');
    expect(routesAsked()).toEqual([LIST, CREATE, LIST]);
  });

  it('rejects when a creation failed and made nothing', async () => {
    const { agents, server } = await setUp({ [LIST]: { json: [] }, [CREATE]: { status: 500 } });
    await expect(agents.ensure(server, 'sarah')).rejects.toMatchObject({ status: 500, isRetryable: true });
  });

  it('rejects when another process deleted the new agent at once, and remembers nothing', async () => {
    const { agents, server, routesAsked } = await setUp({ [LIST]: { json: [] }, [CREATE]: { json: mine } });
    await expect(agents.ensure(server, 'sarah')).rejects.toBeInstanceOf(MemoryRequestError);
    await expect(agents.forDelivery(server, 'sarah')).rejects.toBeInstanceOf(MemoryRequestError);
    expect(routesAsked().filter((route) => route === CREATE)).toHaveLength(2);
  });

  it('chooses model and embedding once, and anew after a failed creation', async () => {
    const { agents, server, routesAsked } = await setUp(
      {
        [LIST]: [{ json: [] }, { json: [mine] }, { json: [] }, { json: [] }, { json: [] }, { json: [mine] }],
        [CREATE]: [{ json: mine }, { status: 500 }, { json: mine }],
      },
      { model: () => undefined, embedding: () => undefined },
    );
    await agents.ensure(server, 'one');
    await expect(agents.ensure(server, 'two')).rejects.toBeInstanceOf(MemoryRequestError);
    await agents.ensure(server, 'two');
    expect(routesAsked().filter((route) => route === 'GET /v1/models/')).toHaveLength(2);
    expect(routesAsked().filter((route) => route === 'GET /v1/models/embedding')).toHaveLength(2);
  });

  it('finishes a deletion that broke off before it makes a new memory', async () => {
    const remains = agentBody({ id: 'agent-old', metadata: { lettaMemoryDeleted: true }, blocks: [] });
    const { agents, server, routesAsked } = await setUp({
      [LIST]: [{ json: [remains] }, { json: [remains] }, { json: [] }, { json: [mine] }],
      [CREATE]: { json: mine },
      'GET /v1/runs/': { json: [] },
      'GET /v1/archives/': { json: [] },
      'GET /v1/agents/agent-old/folders': { json: [] },
      'GET /v1/blocks/': { json: [] },
    });
    expect((await agents.ensure(server, 'sarah')).id).toBe('agent-mine');
    const routes = routesAsked();
    expect(routes.indexOf('DELETE /v1/agents/agent-old')).toBeGreaterThan(0);
    expect(routes.indexOf('DELETE /v1/agents/agent-old')).toBeLessThan(routes.indexOf(CREATE));
  });

  it('adds blocks to an agent that exists', async () => {
    const { agents, server, requests } = await setUp({
      [LIST]: { json: [mine] },
      'POST /v1/blocks/': { json: blockBody('goals') },
      'PATCH /v1/agents/agent-mine/core-memory/blocks/attach/block-goals': { json: mine },
    });
    await agents.ensure(server, 'sarah', [{ label: 'goals' }]);
    expect(requests[1]?.body).toMatchObject({
      label: 'goals',
      tags: ['letta-memory', 'letta-memory:user:sarah'],
    });
  });
});

describe('forDelivery', () => {
  it('looks once more at an agent it has made, and never again', async () => {
    const { agents, server, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [mine] }],
      [CREATE]: { json: mine },
    });
    await agents.forDelivery(server, 'sarah');
    await agents.forDelivery(server, 'sarah');
    expect(routesAsked()).toEqual([LIST, CREATE, LIST, LIST]);
  });

  it('gives way to an older agent that showed up only at the last look', async () => {
    const { agents, server, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [mine] }, { json: [older, mine] }],
      [CREATE]: { json: mine },
    });
    expect((await agents.forDelivery(server, 'sarah')).agentId).toBe('agent-older');
    expect(routesAsked()).toContain('DELETE /v1/agents/agent-mine');
  });

  it('is not talked out of that last look by a read in between', async () => {
    const { agents, server, routesAsked } = await setUp({
      [LIST]: [{ json: [] }, { json: [mine] }, { json: [mine] }, { json: [older, mine] }],
      [CREATE]: { json: mine },
    });
    await agents.ensure(server, 'sarah');
    await agents.find(server, 'sarah');
    expect((await agents.forDelivery(server, 'sarah')).agentId).toBe('agent-older');
    expect(routesAsked()).toContain('DELETE /v1/agents/agent-mine');
  });
});
