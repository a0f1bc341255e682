import { describe, expect, it } from 'vitest';
import { agentBody, ping, runBody } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import type { MemoryEvent } from '../events.js';
import { field, Server } from '../letta/server.js';
import { UserAgents } from '../letta/user-agents.js';
import { Delivery } from './delivery.js';

type Routes = Parameters<typeof scriptedServer>[0];

const LIST = 'GET /v1/agents/';
const BACKGROUND = 'POST /v1/conversations/default/messages';
const ASYNC = 'POST /v1/agents/*/messages/async';
const AGENT_GONE = { status: 404, json: { detail: 'Agent with ID agent-1 not found' } };
const acceptedAs = (runId: string) => ({ events: [ping(runId)], keepOpen: true });

async function setUp(routes: Routes) {
  const scripted = await scriptedServer({
    [LIST]: { json: [agentBody()] },
    [BACKGROUND]: acceptedAs('run-1'),
    ...routes,
  });
  const events: MemoryEvent[] = [];
  const onEvent = (event: MemoryEvent): void => void events.push(event);
  const agents = new UserAgents({
    model: () => 'openai/gpt',
    embedding: () => 'openai/embed',
    timeZone: () => 'UTC',
    tags: undefined,
    blocks: [],
    onEvent,
  });
  const delivery = new Delivery(agents, { maxSteps: 7, runTimeoutMs: 5_000, onEvent });
  const server = new Server(() => scripted.client);
  const deliver = (...contents: string[]) => delivery.deliver(server, 'sarah', () => contents);
  const contents = (): unknown[] =>
    scripted.requests
      .map(({ body }) => field([field(body, 'messages')].flat()[0], 'content'))
      .filter(Boolean);
  return { ...scripted, agents, delivery, server, deliver, events, contents };
}

describe('deliver', () => {
  it('is one request when the agent is known and idle', async () => {
    const { deliver, routesAsked, requests } = await setUp({});
    await deliver('first');
    requests.length = 0;
    const run = await deliver('second');
    expect(routesAsked()).toEqual([BACKGROUND]);
    expect(run).toEqual({ id: 'run-1', runIds: ['run-1'], userId: 'sarah', agentId: 'agent-1' });
  });

  it('gives every message an otid of its own', async () => {
    const { deliver, requests } = await setUp({});
    await deliver('same');
    await deliver('same');
    const otids = requests.slice(1).map(({ body }) => field([field(body, 'messages')].flat()[0], 'otid'));
    expect(new Set(otids).size).toBe(2);
    expect(otids.every((otid) => typeof otid === 'string' && otid.length > 20)).toBe(true);
  });

  it('tells the portions by the context of the agent', async () => {
    const { delivery, server } = await setUp({
      [LIST]: { json: [agentBody({ llm_config: { context_window: 9_000 } })] },
    });
    let told = 0;
    await delivery.deliver(server, 'sarah', (contextWindow) => {
      told = contextWindow;
      return ['Hi'];
    });
    expect(told).toBe(9_000);
  });

  it('delivers portions in order, each when the one before was learned', async () => {
    const { deliver, routesAsked, contents, events } = await setUp({
      [BACKGROUND]: [acceptedAs('run-1'), acceptedAs('run-2'), acceptedAs('run-3')],
      'GET /v1/runs/*': [{ json: runBody({ status: 'running' }) }, { json: runBody() }],
    });
    const run = await deliver('one', 'two', 'three');
    expect(run).toMatchObject({ id: 'run-3', runIds: ['run-1', 'run-2', 'run-3'] });
    expect(contents()).toEqual(['one', 'two', 'three']);
    expect(routesAsked().slice(1, 5)).toEqual([
      BACKGROUND,
      'GET /v1/runs/run-1',
      'GET /v1/runs/run-1',
      BACKGROUND,
    ]);
    expect(
      events.map((event) => event.type === 'portion-accepted' && `${event.portion}/${event.portions}`),
    ).toEqual(['1/3', '2/3', '3/3']);
  });

  it('stops at a portion that was not learned, and says how far it came', async () => {
    const { deliver, contents } = await setUp({
      [BACKGROUND]: [acceptedAs('run-1'), acceptedAs('run-2')],
      'GET /v1/runs/run-1': { json: runBody() },
      'GET /v1/runs/run-2': {
        json: runBody({ id: 'run-2', status: 'failed', stop_reason: 'llm_api_error' }),
      },
    });
    const error = await deliver('one', 'two', 'three').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRunError);
    expect(error).toMatchObject({ runId: 'run-2', status: 'failed', stopReason: 'llm_api_error' });
    expect(String(error)).toContain('Of 3 portions of the messages 1 were learned');
    expect(contents()).toEqual(['one', 'two']);
  });

  it('looks a deleted agent up anew, once', async () => {
    const { deliver, routesAsked, contents } = await setUp({
      [LIST]: [{ json: [agentBody()] }, { json: [agentBody({ id: 'agent-2' })] }],
      [BACKGROUND]: [AGENT_GONE, acceptedAs('run-1')],
    });
    expect(await deliver('Hi')).toMatchObject({ agentId: 'agent-2' });
    expect(routesAsked()).toEqual([LIST, BACKGROUND, LIST, BACKGROUND]);
    expect(contents()).toEqual(['Hi', 'Hi']);
  });

  it('rejects when the agent is deleted again and again', async () => {
    const { deliver, routesAsked } = await setUp({ [BACKGROUND]: AGENT_GONE });
    await expect(deliver('Hi')).rejects.toBeInstanceOf(MemoryRequestError);
    expect(routesAsked()).toEqual([LIST, BACKGROUND, LIST, BACKGROUND]);
  });

  it('keeps nothing of a user that was forgotten', async () => {
    const { deliver, delivery, routesAsked } = await setUp({});
    await deliver('Hi');
    delivery.forget('sarah');
    expect(delivery.openRuns.get('sarah')).toBeUndefined();
    await deliver('Hi');
    expect(routesAsked()).toEqual([LIST, BACKGROUND, LIST, BACKGROUND]);
  });
});

describe('deliver without the background endpoint', () => {
  const plain = { [BACKGROUND]: { status: 405 }, [ASYNC]: { json: runBody({ status: 'created' }) } };

  it("waits for this process's earlier run, and not for one that was seen to end", async () => {
    const { deliver, delivery, routesAsked, requests } = await setUp({
      ...plain,
      'GET /v1/runs/run-1': [{ json: runBody({ status: 'created' }) }, { json: runBody() }],
    });
    await deliver('first');
    requests.length = 0;
    await deliver('second');
    const delivered = 'POST /v1/agents/agent-1/messages/async';
    expect(routesAsked()).toEqual(['GET /v1/runs/run-1', 'GET /v1/runs/run-1', delivered]);
    requests.length = 0;
    delivery.openRuns.ended('run-1');
    await deliver('third');
    expect(routesAsked()).toEqual([delivered]);
  });

  it('is not held up by a run that failed or is gone', async () => {
    for (const answer of [{ status: 404 }, { json: runBody({ status: 'failed' }) }]) {
      const { deliver, contents } = await setUp({ ...plain, 'GET /v1/runs/run-1': answer });
      await deliver('first');
      await deliver('second');
      expect(contents()).toContain('second');
    }
  });
});
