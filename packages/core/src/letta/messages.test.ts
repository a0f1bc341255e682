import { Letta } from '@letta-ai/letta-client';
import { describe, expect, it } from 'vitest';
import { ping, runBody } from '../../test/letta-bodies.js';
import { scriptedServer, unusedUrl, type ScriptedAnswer } from '../../test/scripted-server.js';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { messagesNewestFirst, startAsync, startInBackground } from './messages.js';
import { Server } from './server.js';

const BACKGROUND = 'POST /v1/conversations/default/messages';
const ASYNC = 'POST /v1/agents/agent-1/messages/async';
const sending = { agentId: 'agent-1', messages: [{ content: 'SECRET-WORDS', otid: 'otid-1' }], maxSteps: 7 };

async function background(answer: ScriptedAnswer) {
  const scripted = await scriptedServer({ [BACKGROUND]: answer });
  return { ...scripted, start: () => startInBackground(new Server(() => scripted.client), sending) };
}

describe('startInBackground', () => {
  it('sends what names the request for good, and is done at the first event that names the run', async () => {
    const { start, requests } = await background({
      events: [{ message_type: 'hello' }, ping('run-1')],
      keepOpen: true,
    });
    expect(await start()).toEqual({ kind: 'started', runId: 'run-1' });
    expect(requests[0]?.body).toEqual({
      agent_id: 'agent-1',
      messages: [{ role: 'user', content: 'SECRET-WORDS', otid: 'otid-1' }],
      streaming: true,
      background: true,
      max_steps: 7,
    });
  });

  it.each([
    ['busy, with the run', { status: 409, json: { run_id: 'run-9' } }, { kind: 'busy', runId: 'run-9' }],
    [
      "busy, with the run in the server's words only",
      { status: 409, json: { detail: 'CONFLICT: another request is being processed (run_id=run-9)' } },
      { kind: 'busy', runId: 'run-9' },
    ],
    ['busy, without', { status: 409, json: { detail: 'CONFLICT' } }, { kind: 'busy', runId: undefined }],
    [
      'a missing agent',
      { status: 404, json: { detail: 'Agent with ID agent-1 not found' } },
      { kind: 'agent-gone' },
    ],
    ['a missing route', { status: 404, json: { detail: 'Not Found' } }, { kind: 'unsupported', status: 404 }],
    ['a missing method', { status: 405 }, { kind: 'unsupported', status: 405 }],
    ['not implemented', { status: 501 }, { kind: 'unsupported', status: 501 }],
    [
      'a server without Redis',
      { status: 503, json: { detail: 'Background streaming requires Redis to be running.' } },
      { kind: 'unsupported', status: 503 },
    ],
    [
      'a server in trouble',
      { status: 503, json: { detail: 'overloaded' } },
      { kind: 'unclear', isSurelyNotTaken: true },
    ],
    ['too many requests', { status: 429 }, { kind: 'unclear', isSurelyNotTaken: true }],
    ['a failure', { status: 500 }, { kind: 'unclear', isSurelyNotTaken: false }],
    ['a proxy', { status: 502 }, { kind: 'unclear', isSurelyNotTaken: false }],
    ['a dropped connection', { drop: true }, { kind: 'unclear', isSurelyNotTaken: false }],
    ['a stream that ends early', { events: [] }, { kind: 'unclear', isSurelyNotTaken: false }],
  ] satisfies [string, ScriptedAnswer, object][])('knows %s', async (_name, answer, outcome) => {
    const { start, requests } = await background(answer);
    expect(await start()).toMatchObject(outcome);
    expect(requests).toHaveLength(1);
  });

  it('knows a server that is not there', async () => {
    const elsewhere = new Letta({ baseURL: await unusedUrl(), apiKey: null });
    const outcome = await startInBackground(new Server(() => elsewhere), sending);
    expect(outcome).toMatchObject({ kind: 'unclear', isSurelyNotTaken: true });
  });

  it.each([400, 401, 403, 422])('rejects a plain refusal (%i) without the words', async (status) => {
    const { start } = await background({ status, json: { detail: 'about SECRET-WORDS' } });
    const error = await start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRequestError);
    expect(error).toMatchObject({ status, isRetryable: false });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('SECRET');
  });

  it('ends with its signal, also while it waits for the first event', async () => {
    const { client } = await scriptedServer({ [BACKGROUND]: { events: [], keepOpen: true } });
    const controller = new AbortController();
    const starting = startInBackground(new Server(() => client, controller.signal), sending);
    setTimeout(() => controller.abort(), 50);
    await expect(starting).rejects.toBeInstanceOf(MemoryAbortedError);
  });
});

describe('startAsync', () => {
  it('returns the run', async () => {
    const { client, requests } = await scriptedServer({ [ASYNC]: { json: runBody({ status: 'created' }) } });
    expect(await startAsync(new Server(() => client), sending)).toBe('run-1');
    expect(requests[0]?.body).toEqual({
      messages: [{ role: 'user', content: 'SECRET-WORDS', otid: 'otid-1' }],
      max_steps: 7,
    });
  });

  it.each([{ drop: true }, { status: 500 }, { status: 502 }, { status: 408 }])(
    'says after %o that the messages may have been accepted, and never sends twice',
    async (answer) => {
      const { client, requests } = await scriptedServer({ [ASYNC]: answer });
      const error = await startAsync(new Server(() => client), sending).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MemoryRequestError);
      expect(error).toMatchObject({ isRetryable: false });
      expect(String(error)).toContain('may have accepted');
      expect(requests).toHaveLength(1);
    },
  );

  it.each([404, 429, 503, 422])('passes on a %i, which nobody has begun to work on', async (status) => {
    const { client, requests } = await scriptedServer({ [ASYNC]: { status } });
    const error = await startAsync(new Server(() => client), sending).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status });
    expect(String(error)).not.toContain('may have accepted');
    expect(requests).toHaveLength(1);
  });
});

describe('messagesNewestFirst', () => {
  it('gives all 250 messages of a server that returns newest-first pages oldest first', async () => {
    const all = Array.from({ length: 250 }, (_, index) => ({
      id: `message-${index}`,
      message_type: 'user_message',
      content: String(index),
    }));
    const { client, requests } = await scriptedServer({
      'GET /v1/agents/agent-1/messages': ({ query }) => {
        const before = query.get('before');
        const end = before === null ? all.length : all.findIndex(({ id }) => id === before);
        return { json: all.slice(Math.max(0, end - Number(query.get('limit'))), end) };
      },
    });
    const ids: string[] = [];
    for await (const message of messagesNewestFirst(new Server(() => client), 'agent-1', 50))
      ids.push(message.id);
    expect(ids).toEqual(all.map(({ id }) => id).toReversed());
    expect(requests.every(({ query }) => query.get('order') === 'desc' && !query.has('after'))).toBe(true);
  });

  it('goes on after a short page, which need not be the last', async () => {
    const { client } = await scriptedServer({
      'GET /v1/agents/agent-1/messages': [
        { json: [{ id: 'message-2' }, { id: 'message-3' }] },
        { json: [{ id: 'message-1' }] },
        { json: [] },
      ],
    });
    const ids: string[] = [];
    for await (const message of messagesNewestFirst(new Server(() => client), 'agent-1'))
      ids.push(message.id);
    expect(ids).toEqual(['message-3', 'message-2', 'message-1']);
  });
});
