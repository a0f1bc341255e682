import { describe, expect, it } from 'vitest';
import { agentBody, blockBody } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { findAgents } from './agents.js';
import { agentsOfBlock, applyBlocks, findBlocks } from './blocks.js';
import { Server } from './server.js';

type Routes = Parameters<typeof scriptedServer>[0];

async function withAgent(routes: Routes) {
  const scripted = await scriptedServer({
    'GET /v1/agents/': {
      json: [agentBody({ blocks: [blockBody('human', { value: 'Name: Sarah', limit: 100 })] })],
    },
    ...routes,
  });
  const server = new Server(() => scripted.client);
  const [agent] = await findAgents(server, ['tag']);
  scripted.requests.length = 0;
  return { ...scripted, server, agent: agent! };
}

describe('applyBlocks', () => {
  it('changes description and limit of a block that is there, never its value', async () => {
    const { server, agent, requests } = await withAgent({ 'PATCH /v1/blocks/block-human': { json: {} } });
    const wanted = { label: 'human', description: 'About her.', limit: 200, value: 'overwritten' };
    await applyBlocks(server, agent, [wanted], ['user-tag']);
    expect(requests.map(({ body }) => body)).toEqual([{ description: 'About her.', limit: 200 }]);
  });

  it('asks nothing when nothing differs or nothing is named', async () => {
    const { server, agent, requests } = await withAgent({});
    await applyBlocks(
      server,
      agent,
      [{ label: 'human', description: 'About human.', limit: 100 }],
      ['user-tag'],
    );
    await applyBlocks(server, agent, [{ label: 'human' }], ['user-tag']);
    expect(requests).toEqual([]);
  });

  it('creates a missing block with the tags, then attaches it', async () => {
    const { server, agent, requests, routesAsked } = await withAgent({
      'POST /v1/blocks/': { json: blockBody('goals') },
      'PATCH /v1/agents/agent-1/core-memory/blocks/attach/block-goals': { json: agentBody() },
    });
    await applyBlocks(server, agent, [{ label: 'goals', value: 'none yet' }], ['user-tag']);
    expect(routesAsked()).toEqual([
      'POST /v1/blocks/',
      'PATCH /v1/agents/agent-1/core-memory/blocks/attach/block-goals',
    ]);
    expect(requests[0]?.body).toEqual({
      label: 'goals',
      description: null,
      limit: 5_000,
      value: 'none yet',
      tags: ['letta-memory', 'user-tag'],
    });
  });

  it('leaves no stray block when another process attached one of this label first', async () => {
    const { server, agent, routesAsked } = await withAgent({
      'POST /v1/blocks/': { json: blockBody('goals') },
      'PATCH /v1/agents/*/core-memory/blocks/attach/*': { status: 409 },
      'DELETE /v1/blocks/block-goals': {},
      'GET /v1/agents/agent-1/core-memory/blocks/goals': { json: blockBody('goals', { id: 'block-other' }) },
    });
    await applyBlocks(server, agent, [{ label: 'goals' }], []);
    expect(routesAsked()).toContain('DELETE /v1/blocks/block-goals');
  });

  it('rejects, and leaves no stray block, when attaching failed for another reason', async () => {
    const { server, agent, routesAsked } = await withAgent({
      'POST /v1/blocks/': { json: blockBody('goals') },
      'PATCH /v1/agents/*/core-memory/blocks/attach/*': { status: 400 },
      'DELETE /v1/blocks/block-goals': {},
    });
    const applying = applyBlocks(server, agent, [{ label: 'goals' }], []);
    await expect(applying).rejects.toMatchObject({ operation: 'attach a memory block', status: 400 });
    await expect(applying).rejects.toBeInstanceOf(MemoryRequestError);
    expect(routesAsked()).toContain('DELETE /v1/blocks/block-goals');
  });
});

describe('findBlocks', () => {
  it('pages through all blocks of a tag', async () => {
    const all = Array.from({ length: 250 }, (_, index) => blockBody('goals', { id: `block-${index}` }));
    const { client, requests } = await scriptedServer({
      'GET /v1/blocks/': ({ query }) => {
        const start = all.findIndex(({ id }) => id === query.get('after')) + 1;
        return { json: all.slice(start, start + Number(query.get('limit'))) };
      },
    });
    const blocks = await findBlocks(new Server(() => client), 'user-tag');
    expect(blocks.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(requests.map(({ query }) => query.getAll('tags'))).toEqual([['user-tag'], ['user-tag']]);
  });
});

describe('agentsOfBlock', () => {
  it('tells who shares a block, and nobody for one that is gone', async () => {
    const { client } = await scriptedServer({
      'GET /v1/blocks/block-1/agents': { json: [agentBody(), agentBody({ id: 'agent-2' })] },
      'GET /v1/blocks/block-3/agents': { status: 403 },
    });
    const server = new Server(() => client);
    expect(await agentsOfBlock(server, 'block-1')).toEqual(['agent-1', 'agent-2']);
    expect(await agentsOfBlock(server, 'block-2')).toEqual([]);
    await expect(agentsOfBlock(server, 'block-3')).rejects.toMatchObject({ status: 403 });
  });
});
