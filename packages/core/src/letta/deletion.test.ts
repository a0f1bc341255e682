import { describe, expect, it } from 'vitest';
import { agentBody, blockBody, runBody } from '../../test/letta-bodies.js';
import { scriptedServer, type RecordedRequest, type ScriptedAnswer } from '../../test/scripted-server.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { deleteEverythingOf, undeletableKinds } from './deletion.js';
import { Server } from './server.js';

type Routes = Parameters<typeof scriptedServer>[0];

const tags = { own: 'letta-memory:user:sarah', lookup: ['letta-memory:user:sarah'] };

const lastPart = ({ route }: RecordedRequest): string => route.split('/').at(-1) ?? '';

/** Answers a deletion by an id: 404 for one that is gone. */
const gone =
  (kept: Pick<Set<string>, 'delete'>) =>
  (request: RecordedRequest): ScriptedAnswer =>
    kept.delete(lastPart(request)) ? {} : { status: 404 };

/** A server that holds agents and blocks by id, until they are deleted. */
async function holding(
  held: {
    agents?: ReturnType<typeof agentBody>[];
    strays?: Record<string, string[]>;
    shared?: Record<string, string[]>;
  },
  routes: Routes = {},
) {
  const agents = new Map((held.agents ?? []).map((agent) => [agent.id, agent]));
  const blocks = new Set([
    ...(held.agents ?? []).flatMap((agent) => agent.blocks.map(({ id }) => id)),
    ...Object.keys(held.strays ?? {}),
  ]);
  const sharers = (id: string): string[] =>
    held.strays?.[id] ?? [
      ...[...agents.values()]
        .filter((agent) => agent.blocks.some((block) => block.id === id))
        .map((agent) => agent.id),
      ...(held.shared?.[id] ?? []),
    ];
  const scripted = await scriptedServer({
    'GET /v1/agents/': () => ({ json: [...agents.values()] }),
    'PATCH /v1/agents/*': {},
    'DELETE /v1/agents/*': gone(agents),
    'GET /v1/runs/': { json: [] },
    'GET /v1/archives/': { json: [] },
    'GET /v1/agents/*/folders': { json: [] },
    'GET /v1/blocks/': () => ({ json: [...blocks].map((id) => ({ id, tags: ['app', tags.own] })) }),
    'GET /v1/blocks/*/agents': (request) => ({
      json: sharers(request.route.split('/').at(-2) ?? '').map((id) => ({ id })),
    }),
    'DELETE /v1/blocks/*': gone(blocks),
    ...routes,
  });
  const server = new Server(() => scripted.client);
  return { ...scripted, server, agents, blocks, deleteAll: () => deleteEverythingOf(server, tags) };
}

describe('deleteEverythingOf', () => {
  it('finds nothing for an unknown user, in two requests', async () => {
    const { deleteAll, routesAsked } = await holding({});
    expect(await deleteAll()).toBe(false);
    expect(routesAsked()).toEqual(['GET /v1/agents/', 'GET /v1/blocks/']);
  });

  it('marks the agent first and deletes it last, then looks again', async () => {
    const { deleteAll, routesAsked, agents, blocks } = await holding(
      { agents: [agentBody()] },
      {
        'GET /v1/archives/': { json: [{ id: 'archive-1' }] },
        'GET /v1/archives/archive-1/agents': { json: [{ id: 'agent-1' }] },
        'DELETE /v1/archives/archive-1': { status: 204 },
        'GET /v1/agents/agent-1/folders': { json: [{ id: 'folder-1' }] },
        'GET /v1/folders/folder-1/agents': { json: ['agent-1'] },
        'DELETE /v1/folders/folder-1': {},
      },
    );
    expect(await deleteAll()).toBe(true);
    expect([agents.size, blocks.size]).toEqual([0, 0]);
    const writes = routesAsked().filter((route) => !route.startsWith('GET'));
    expect(writes).toEqual([
      'PATCH /v1/agents/agent-1',
      'DELETE /v1/archives/archive-1',
      'DELETE /v1/folders/folder-1',
      'DELETE /v1/blocks/block-human',
      'DELETE /v1/blocks/block-summary',
      'DELETE /v1/agents/agent-1',
    ]);
    expect(routesAsked().slice(-2)).toEqual(['GET /v1/agents/', 'GET /v1/blocks/']);
  });

  it('leaves what other agents share: archives, folders, blocks', async () => {
    const { deleteAll, routesAsked, blocks } = await holding(
      { agents: [agentBody()], shared: { 'block-summary': ['agent-9'] } },
      {
        'PATCH /v1/blocks/block-summary': () => {
          blocks.delete('block-summary');
          return {};
        },
        'GET /v1/archives/': { json: [{ id: 'archive-1' }] },
        'GET /v1/archives/archive-1/agents': { json: [{ id: 'agent-1' }, { id: 'agent-9' }] },
        'GET /v1/agents/agent-1/folders': { json: [{ id: 'folder-1' }] },
        'GET /v1/folders/folder-1/agents': { json: ['agent-9', 'agent-1'] },
      },
    );
    expect(await deleteAll()).toBe(true);
    expect(routesAsked().filter((route) => route.startsWith('DELETE'))).toEqual([
      'DELETE /v1/blocks/block-human',
      'DELETE /v1/agents/agent-1',
    ]);
  });

  it('removes stray blocks of the tag, and takes the tag off those of other agents', async () => {
    const { deleteAll, routesAsked, requests, blocks } = await holding(
      { strays: { 'block-stray': [], 'block-used': ['agent-9'] } },
      {
        'PATCH /v1/blocks/block-used': () => {
          blocks.delete('block-used');
          return {};
        },
      },
    );
    expect(await deleteAll()).toBe(true);
    expect(routesAsked().filter((route) => route.startsWith('DELETE'))).toEqual([
      'DELETE /v1/blocks/block-stray',
    ]);
    expect(requests.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ tags: ['app'] });
  });

  it('goes on where an earlier deletion broke off: what is gone is no error', async () => {
    const { deleteAll, blocks, agents, routesAsked } = await holding({
      agents: [agentBody({ metadata: { lettaMemoryDeleted: true } })],
    });
    blocks.delete('block-human');
    expect(await deleteAll()).toBe(true);
    expect(agents.size).toBe(0);
    expect(routesAsked()).not.toContain('PATCH /v1/agents/agent-1');
  });

  it('catches an agent that another process was creating meanwhile', async () => {
    const late = agentBody({ id: 'agent-late', blocks: [blockBody('human', { id: 'block-late' })] });
    const state = await holding(
      { agents: [agentBody()] },
      {
        'GET /v1/archives/': () => {
          if (!state.agents.has('agent-1')) return { json: [] };
          state.agents.set(late.id, late);
          state.blocks.add('block-late');
          return { json: [] };
        },
      },
    );
    expect(await state.deleteAll()).toBe(true);
    expect([state.agents.size, state.blocks.size]).toEqual([0, 0]);
  });

  it('gives up with a typed error when something creates for ever', async () => {
    const { deleteAll } = await holding({}, { 'GET /v1/agents/': { json: [agentBody({ blocks: [] })] } });
    await expect(deleteAll()).rejects.toMatchObject({ operation: 'delete the user', isRetryable: true });
  });

  it('cancels what runs, by its ids, and waits for its end', async () => {
    const active = { json: [runBody({ id: 'run-7', status: 'running' })] };
    const { deleteAll, requests, routesAsked } = await holding(
      { agents: [agentBody()] },
      {
        'GET /v1/runs/': [active, active, { json: [] }],
        'POST /v1/agents/agent-1/messages/cancel': [{ status: 409 }, {}],
      },
    );
    await deleteAll();
    const cancel = requests.filter(({ route }) => route.endsWith('/cancel'));
    expect(cancel.map(({ body }) => body)).toContainEqual({ run_ids: ['run-7'] });
    expect(routesAsked().indexOf('POST /v1/agents/agent-1/messages/cancel')).toBeLessThan(
      routesAsked().indexOf('DELETE /v1/agents/agent-1'),
    );
  });

  it('deletes what the app finds by its own tags, together with ours', async () => {
    const ours = agentBody({ id: 'agent-ours', blocks: [] });
    const theirs = agentBody({ id: 'agent-theirs', blocks: [] });
    const deletedIds = new Set<string>();
    const { client } = await scriptedServer({
      'GET /v1/agents/': ({ query }) => ({
        json: (query.get('tags') === 'sarah' ? [ours, theirs] : [ours]).filter(
          ({ id }) => !deletedIds.has(id),
        ),
      }),
      'PATCH /v1/agents/*': {},
      'DELETE /v1/agents/*': ({ route }) => {
        deletedIds.add(route.split('/').at(-1) ?? '');
        return {};
      },
      'GET /v1/runs/': { json: [] },
      'GET /v1/archives/': { json: [] },
      'GET /v1/agents/*/folders': { json: [] },
      'GET /v1/blocks/': { json: [] },
    });
    await deleteEverythingOf(new Server(() => client), { own: tags.own, lookup: ['sarah'] });
    expect([...deletedIds]).toEqual(['agent-ours', 'agent-theirs']);
  });

  it('stops at a refusal instead of leaving the rest behind in silence', async () => {
    const { deleteAll, agents } = await holding(
      { agents: [agentBody()] },
      { 'DELETE /v1/blocks/*': { status: 403 } },
    );
    await expect(deleteAll()).rejects.toBeInstanceOf(MemoryRequestError);
    expect(agents.size).toBe(1);
  });
});

describe('undeletableKinds', () => {
  it.each([
    ['a Letta server', { json: { version: '0.16.8', status: 'ok' } }, ['provider_traces']],
    ['the embedded server', { json: { version: '0.16.8-embedded', status: 'ok' } }, []],
    ['a server without a health route', { status: 404 }, ['provider_traces']],
  ])('knows what %s keeps', async (_name, answer, kinds) => {
    const { client } = await scriptedServer({ 'GET /v1/health/': answer });
    expect(await undeletableKinds(new Server(() => client))).toEqual(kinds);
  });
});
