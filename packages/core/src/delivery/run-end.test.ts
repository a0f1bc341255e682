import { describe, expect, it } from 'vitest';
import { runBody, toolMessages } from '../../test/letta-bodies.js';
import { scriptedServer, type ScriptedAnswer } from '../../test/scripted-server.js';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import { MemoryRunTimeoutError } from '../errors/memory-run-timeout-error.js';
import { Server } from '../letta/server.js';
import { awaitLearning, awaitRunEnd, type MemoryRunProgress } from './run-end.js';

const RUN = 'GET /v1/runs/run-1';
const MESSAGES = 'GET /v1/runs/run-1/messages';
const under = (timeoutMs: number) => ({ deadline: Date.now() + timeoutMs, timeoutMs });
const running = { json: runBody({ status: 'running', stop_reason: null }) };
const created = { json: runBody({ status: 'created', stop_reason: null }) };

async function learning(
  run: ScriptedAnswer | ScriptedAnswer[],
  messages: ScriptedAnswer | ScriptedAnswer[] = { json: [] },
  timeoutMs = 5_000,
) {
  const scripted = await scriptedServer({ [RUN]: run, [MESSAGES]: messages });
  let ended = 0;
  const result = awaitLearning(
    new Server(() => scripted.client),
    'run-1',
    under(timeoutMs),
    () => (ended += 1),
  );
  // The test looks at it later.
  result.catch(() => {});
  return { ...scripted, result, endings: () => ended };
}

describe('awaitLearning', () => {
  it('tells the stop reason and what was edited, in two requests for a run that has ended', async () => {
    const edits = { json: toolMessages('1', 'memory_insert', { label: 'human', new_string: 'Name: Sarah' }) };
    const { result, requests, endings } = await learning({ json: runBody() }, edits);
    expect(await result).toEqual({ stopReason: 'tool_rule', changed: ['human'] });
    expect(requests).toHaveLength(2);
    expect(endings()).toBe(1);
  });

  it('looks again until the run has ended', async () => {
    const { result, routesAsked } = await learning([created, running, { json: runBody() }]);
    expect(await result).toEqual({ stopReason: 'tool_rule', changed: [] });
    expect(routesAsked()).toEqual([RUN, RUN, RUN, MESSAGES]);
  });

  it.each(['tool_rule', 'end_turn'])('takes completed with %s for a good end', async (stop_reason) => {
    const { result } = await learning({ json: runBody({ stop_reason }) });
    expect((await result).stopReason).toBe(stop_reason);
  });

  it('believes a completed run that names no reason', async () => {
    const { result } = await learning({ json: runBody({ stop_reason: null }) });
    expect((await result).stopReason).toBe('end_turn');
  });

  it.each([
    ['completed', 'max_steps', 'maxSteps'],
    ['completed', 'error', 'log'],
    ['completed', 'insufficient_credits', 'credits'],
    ['completed', 'invalid_tool_call', 'log'],
    ['completed', 'context_window_overflow_in_system_prompt', 'context'],
    ['completed', 'some_new_reason', 'log'],
    ['failed', 'llm_api_error', 'key and quota'],
    ['failed', null, 'log'],
    ['cancelled', 'cancelled', 'cancelled it'],
    ['expired', null, 'log'],
  ])('rejects %s with %s, and says what to do', async (status, stop_reason, words) => {
    const { result, endings } = await learning({ json: runBody({ status, stop_reason }) });
    const error = await result.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRunError);
    expect(error).toMatchObject({ runId: 'run-1', status, stopReason: stop_reason });
    expect(String(error)).toContain(words);
    expect(endings()).toBe(1);
  });

  it.each([
    ['dropped connections', { drop: true }],
    ['a failing server', { status: 500 }],
    ['a proxy without a server', { status: 502 }],
    ['a server that is asked too often', { status: 429 }],
  ])(
    'outlives %s, before and after the end',
    async (_name, trouble) => {
      const { result, routesAsked } = await learning(
        [trouble, running, trouble, { json: runBody() }],
        [trouble, trouble, trouble, { json: toolMessages('1', 'memory_rethink', { label: 'human' }) }],
        20_000,
      );
      expect(await result).toEqual({ stopReason: 'tool_rule', changed: ['human'] });
      expect(routesAsked().filter((route) => route === RUN)).toHaveLength(4);
    },
    30_000,
  );

  it.each([401, 403, 422])('rejects at once with a refusal (%i)', async (status) => {
    const { result, requests } = await learning({ status });
    const error = await result.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRequestError);
    expect(error).toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  it.each([404, 400])('rejects at once for a run that nobody knows: %i', async (status) => {
    const { result } = await learning({ status });
    await expect(result).rejects.toMatchObject({ code: 'run', status: 'not-found', runId: 'run-1' });
  });
});

describe('awaitRunEnd', () => {
  it('ends at its deadline, with the last trouble as cause', async () => {
    for (const answer of [running, { status: 503 }, { hang: true }]) {
      const { client } = await scriptedServer({ [RUN]: answer });
      const error = await awaitRunEnd(new Server(() => client), 'run-1', under(200)).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(MemoryRunTimeoutError);
      expect(error).toMatchObject({ runId: 'run-1', timeoutMs: 200 });
      expect(MemoryRequestError.isInstance((error as Error).cause)).toBe(answer !== running);
    }
  });

  it('ends with its signal, while it sleeps and while it asks', async () => {
    for (const answer of [running, { hang: true }]) {
      const { client } = await scriptedServer({ [RUN]: answer });
      const controller = new AbortController();
      const waiting = awaitRunEnd(new Server(() => client, controller.signal), 'run-1', under(60_000));
      setTimeout(() => controller.abort(), 120);
      await expect(waiting).rejects.toBeInstanceOf(MemoryAbortedError);
    }
  });

  it('looks at growing intervals', async () => {
    const { client, requests } = await scriptedServer({ [RUN]: running });
    await expect(awaitRunEnd(new Server(() => client), 'run-1', under(1_000))).rejects.toBeInstanceOf(
      MemoryRunTimeoutError,
    );
    // Without growth there would be twenty.
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.length).toBeLessThan(10);
  });

  it('tells its progress', async () => {
    const { client } = await scriptedServer({ [RUN]: [created, running, { json: runBody() }] });
    const seen: MemoryRunProgress[] = [];
    await awaitRunEnd(new Server(() => client), 'run-1', {
      ...under(5_000),
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map(({ status }) => status)).toEqual(['created', 'running', 'completed']);
    expect(
      seen.every(({ runId, elapsedMs }) => runId === 'run-1' && elapsedMs >= 0 && elapsedMs < 5_000),
    ).toBe(true);
  });
});
