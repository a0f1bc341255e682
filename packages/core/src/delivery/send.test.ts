import { describe, expect, it } from 'vitest';
import { ping, runBody } from '../../test/letta-bodies.js';
import { scriptedServer, type ScriptedAnswer } from '../../test/scripted-server.js';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { MemoryRunTimeoutError } from '../errors/memory-run-timeout-error.js';
import type { MemoryEvent } from '../events.js';
import { Server } from '../letta/server.js';
import { send, type DeliveryWay } from './send.js';

type Routes = Parameters<typeof scriptedServer>[0];

const BACKGROUND = 'POST /v1/conversations/default/messages';
const ASYNC = 'POST /v1/agents/agent-1/messages/async';
const started: ScriptedAnswer = { events: [ping('run-1')], keepOpen: true };
const busy = (runId?: string): ScriptedAnswer => ({ status: 409, json: runId ? { run_id: runId } : {} });
const noRedis: ScriptedAnswer = { status: 503, json: { detail: 'Background streaming requires Redis.' } };
const sending = { agentId: 'agent-1', messages: [{ content: 'Hi', otid: 'otid-1' }], maxSteps: 7 };

async function setUp(routes: Routes, runTimeoutMs = 10_000, signal?: AbortSignal) {
  const scripted = await scriptedServer(routes);
  const events: MemoryEvent[] = [];
  const way: DeliveryWay = { isBackgroundSupported: true };
  const server = new Server(() => scripted.client, signal);
  return {
    ...scripted,
    events,
    way,
    go: () => send(server, sending, { way, runTimeoutMs, onEvent: (event) => events.push(event) }),
  };
}

describe('send', () => {
  it('is one request where the agent is idle', async () => {
    const { go, routesAsked } = await setUp({ [BACKGROUND]: started });
    expect(await go()).toBe('run-1');
    expect(routesAsked()).toEqual([BACKGROUND]);
  });

  it('waits for the run that holds the agent, then sends', async () => {
    const { go, routesAsked } = await setUp({
      [BACKGROUND]: [busy('run-9'), started],
      'GET /v1/runs/run-9': [{ json: runBody({ status: 'running' }) }, { json: runBody() }],
    });
    expect(await go()).toBe('run-1');
    expect(routesAsked()).toEqual([BACKGROUND, 'GET /v1/runs/run-9', 'GET /v1/runs/run-9', BACKGROUND]);
  });

  it('asks again when the lock outlives the run, or the run is unknown, or not told', async () => {
    const { go } = await setUp({
      [BACKGROUND]: [busy('run-9'), busy('run-9'), busy('run-8'), busy(), started],
      'GET /v1/runs/run-9': { json: runBody({ status: 'failed' }) },
    });
    expect(await go()).toBe('run-1');
  });

  it('gives up with a typed error when the agent stays held, without having sent anything', async () => {
    const { go, routesAsked } = await setUp(
      { [BACKGROUND]: busy('run-9'), 'GET /v1/runs/run-9': { json: runBody({ status: 'created' }) } },
      300,
    );
    const error = await go().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRunTimeoutError);
    expect(error).toMatchObject({ runId: 'run-9', timeoutMs: 300 });
    expect(String(error)).toContain('nothing was sent');
    expect(routesAsked()).not.toContain(ASYNC);
  });

  it.each([
    { drop: true },
    { status: 500 },
    { status: 502 },
    { status: 503 },
    { status: 429 },
    { events: [] },
  ])('sends the very same request again after %o', async (trouble) => {
    const { go, requests } = await setUp({ [BACKGROUND]: [trouble, trouble, started] });
    expect(await go()).toBe('run-1');
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('says at last that the messages may have been accepted', async () => {
    const { go, requests } = await setUp({ [BACKGROUND]: { drop: true } });
    const error = await go().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'request', isRetryable: false });
    expect(String(error)).toContain('may have accepted');
    expect(requests).toHaveLength(4);
  });

  it('says instead that it may be tried again, when the server surely took nothing', async () => {
    const { go } = await setUp({ [BACKGROUND]: { status: 503, json: { detail: 'overloaded' } } });
    const error = await go().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'request', status: 503, isRetryable: true });
  });

  it.each([noRedis, { status: 404, json: { detail: 'Not Found' } }, { status: 405 }, { status: 501 }])(
    'uses the plain endpoint after %o, and remembers it with an event',
    async (answer) => {
      const { go, routesAsked, events, way } = await setUp({
        [BACKGROUND]: answer,
        [ASYNC]: { json: runBody() },
      });
      expect(await go()).toBe('run-1');
      expect(await go()).toBe('run-1');
      expect(routesAsked()).toEqual([BACKGROUND, ASYNC, ASYNC]);
      expect(events).toEqual([{ type: 'background-unavailable', status: answer.status }]);
      expect(way.isBackgroundSupported).toBe(false);
    },
  );

  it('does not go over to the plain endpoint when an earlier attempt may have been taken', async () => {
    const { go, routesAsked } = await setUp({
      [BACKGROUND]: [{ drop: true }, noRedis],
      [ASYNC]: { json: runBody() },
    });
    await expect(go()).rejects.toThrow('may have accepted');
    expect(routesAsked()).not.toContain(ASYNC);
  });

  it('is null for an agent that is gone, and takes no missing agent for a missing endpoint', async () => {
    const named = await setUp({ [BACKGROUND]: { status: 404, json: { detail: 'Agent agent-1 not found' } } });
    expect(await named.go()).toBeNull();
    expect(named.routesAsked()).toEqual([BACKGROUND]);
    const unnamed = await setUp({ [BACKGROUND]: { status: 404 }, [ASYNC]: { status: 404 } });
    expect(await unnamed.go()).toBeNull();
    expect(unnamed.way.isBackgroundSupported).toBe(true);
    unnamed.way.isBackgroundSupported = false;
    expect(await unnamed.go()).toBeNull();
  });

  it('ends with its signal while it waits for another run', async () => {
    const controller = new AbortController();
    const { go } = await setUp(
      { [BACKGROUND]: busy('run-9'), 'GET /v1/runs/run-9': { json: runBody({ status: 'running' }) } },
      60_000,
      controller.signal,
    );
    const going = go();
    setTimeout(() => controller.abort(), 100);
    await expect(going).rejects.toBeInstanceOf(MemoryAbortedError);
  });
});
