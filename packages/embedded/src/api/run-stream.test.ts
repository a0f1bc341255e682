import { describe, expect, it } from 'vitest';

import { deferred } from '../testing/deferred.js';
import { FINISH, insert, memoryModel, notingModel } from '../testing/memory-model.js';
import { AGENT, openApi } from '../testing/open-api.js';

describe('the stream of a run', () => {
  it('is read again with the same numbers, from any of them on', async () => {
    const { client, app } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    const first = await eventsOf(await send(app, agent.id, 'hello'));
    const runId = first[0]?.['run_id'];
    const stream = (body: object) =>
      app.request(`/v1/runs/${runId}/stream`, { method: 'POST', body: JSON.stringify(body) });
    expect(first.map((event) => event['message_type'])).toEqual([
      'ping',
      'tool_call_message',
      'tool_return_message',
      'tool_call_message',
      'tool_return_message',
      'stop_reason',
      'usage_statistics',
    ]);
    const again = await eventsOf(await stream({}));
    expect(again.slice(1)).toEqual(first.slice(1));
    expect(await eventsOf(await stream({ starting_after: 3 }))).toEqual(first.slice(3));
  });

  it('says between the steps that it is alive', async () => {
    const release = deferred();
    const model = memoryModel(async ({ words, steps }) => {
      if (steps > 0) return [FINISH];
      await release.promise;
      return [insert(words)];
    });
    const { client, app } = await openApi(model, { pingIntervalMs: 5 });
    const agent = await client.agents.create(AGENT);
    const response = await send(app, agent.id, 'hello');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.split('"ping"').length < 4) text += (await reader.read()).value ?? '';
    release.resolve();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value;
    expect(text).toContain('[DONE]');
    expect(text).not.toContain('"ping","otid":null,"sender_id":null,"step_id":null,"is_err":null,"seq_id":2');
  });

  it('does not take the run with it when its reader goes away', async () => {
    const release = deferred();
    const model = memoryModel(async ({ words, steps }) => {
      if (steps > 0) return [FINISH];
      await release.promise;
      return [insert(words)];
    });
    const { client, app, runs, storage } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const response = await send(app, agent.id, 'hello');
    await response.body!.cancel();
    const [run] = await storage.runs.active(agent.id);
    release.resolve();
    expect(await runs.ended(run!.id)).toMatchObject({ status: 'completed' });
  });

  it('ends with an error when the model fails', async () => {
    const model = memoryModel(() => {
      throw new Error('the words of somebody');
    });
    const { client, app } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const text = await (await send(app, agent.id, 'hello')).text();
    expect(text).toContain('event: error');
    expect(text).toContain('"stop_reason":"llm_api_error"');
    expect(text).not.toContain('the words of somebody');
    expect(text).not.toContain('[DONE]');
  });

  it('is cut with an error that names the way when the server closes', async () => {
    const model = memoryModel(() => new Promise<[]>(() => {}));
    const { client, app, runs } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const response = await send(app, agent.id, 'hello');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    await runs.close();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value;
    expect(text).toContain('internal_error');
  });
});

async function send(
  app: { request(path: string, init: RequestInit): Response | Promise<Response> },
  agentId: string,
  content: string,
) {
  const body = {
    agent_id: agentId,
    messages: [{ role: 'user', content }],
    streaming: true,
    background: true,
  };
  return app.request('/v1/conversations/default/messages', { method: 'POST', body: JSON.stringify(body) });
}

async function eventsOf(response: Response): Promise<Record<string, unknown>[]> {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}
