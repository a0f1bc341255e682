import { describe, expect, it } from 'vitest';

import { memoryModel, notingModel, FINISH, insert } from '../testing/memory-model.js';
import { deferred } from '../testing/deferred.js';
import { AGENT, openApi } from '../testing/open-api.js';

describe('the list of messages', () => {
  it('pages as the real server does: newest first stops after one page, oldest first and by hand find all', async () => {
    const { client, runs } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    const messages = Array.from({ length: 250 }, (_, index) => ({
      role: 'user' as const,
      content: `said ${index}`,
      otid: `otid-${index}`,
    }));
    await runs.ended((await client.agents.messages.createAsync(agent.id, { messages })).id);

    const automatic: string[] = [];
    for await (const item of client.agents.messages.list(agent.id, { limit: 50 })) automatic.push(item.id);
    expect(automatic).toHaveLength(50);

    const forwards: unknown[] = [];
    for await (const item of client.agents.messages.list(agent.id, { limit: 50, order: 'asc' })) {
      if (item.message_type === 'user_message') forwards.push(item.otid);
    }
    expect(forwards).toEqual(messages.map(({ otid }) => otid));

    const backwards: unknown[] = [];
    let before: string | undefined;
    for (;;) {
      const { items } = await client.agents.messages.list(agent.id, { limit: 50, order: 'desc', before });
      if (items.length === 0) break;
      backwards.unshift(
        ...items.flatMap((item) => (item.message_type === 'user_message' ? [item.otid] : [])),
      );
      before = items[0]?.id;
    }
    expect(backwards).toEqual(messages.map(({ otid }) => otid));
  });

  it('counts stored messages before they are split, and filters by type after that', async () => {
    const model = memoryModel(({ steps }) => (steps === 0 ? [insert('a'), insert('b')] : [FINISH]));
    const { client, runs, app } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    await runs.ended(
      (await client.agents.messages.createAsync(agent.id, { messages: [{ role: 'user', content: 'hi' }] }))
        .id,
    );
    const types = async (query: string) => {
      const response = await app.request(`/v1/agents/${agent.id}/messages?${query}`);
      return ((await response.json()) as { message_type: string }[]).map((item) => item.message_type);
    };
    expect(await types('order=asc&limit=3')).toEqual([
      'system_message',
      'user_message',
      'tool_call_message',
      'tool_call_message',
    ]);
    expect(await types('order=asc&limit=3&include_return_message_types=tool_return_message')).toEqual([]);
  });

  it('gives the items of one message one id and otids of their own', async () => {
    const model = memoryModel(({ steps }) => (steps === 0 ? [insert('a'), insert('b')] : [FINISH]));
    const { client } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const { messages } = await client.agents.messages.create(agent.id, {
      messages: [{ role: 'user', content: 'hi' }],
      streaming: false,
    });
    const calls = messages.filter((message) => message.message_type === 'tool_call_message').slice(0, 2);
    expect(calls[0]?.id).toBe(calls[1]?.id);
    expect(calls[0]?.otid).not.toBe(calls[1]?.otid);
  });

  it('is a 404 for a cursor that is not there', async () => {
    const { client } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    const after = 'message-00000000-0000-4000-8000-000000000000';
    await expect(client.agents.messages.list(agent.id, { after })).rejects.toMatchObject({ status: 404 });
  });
});

describe('what is sent', () => {
  it('loses its NUL bytes and keeps all else', async () => {
    const { client, runs, storage } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    const content = 'nul\0 in here, ø, 😀, <b>, \u2028, "quoted"';
    await runs.ended(
      (await client.agents.messages.createAsync(agent.id, { messages: [{ role: 'user', content }] })).id,
    );
    const [stored] = await storage.messages.list({ agentId: agent.id, roles: ['user'] });
    expect(stored?.content).toBe(content.replace('\0', ''));
  });

  it('gets an otid when it comes without one', async () => {
    const { client, runs, storage } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    const run = await client.agents.messages.createAsync(agent.id, { input: 'hello' });
    await runs.ended(run.id);
    const [stored] = await storage.messages.list({ agentId: agent.id, roles: ['user'] });
    expect(stored?.otid).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('cancelling', () => {
  it('stops a run, tells so, and is a 409 when nothing runs', async () => {
    const asked = deferred();
    const never = deferred<[]>();
    const model = memoryModel(async () => {
      asked.resolve();
      return never.promise;
    });
    const { client, storage } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const run = await client.agents.messages.createAsync(agent.id, { input: 'never learned' });
    await asked.promise;
    expect(await client.agents.messages.cancel(agent.id)).toEqual({ [run.id]: 'cancelled' });
    expect(await client.runs.retrieve(run.id)).toMatchObject({
      status: 'cancelled',
      stop_reason: 'cancelled',
    });
    await expect(client.agents.messages.cancel(agent.id)).rejects.toMatchObject({ status: 409 });
    expect(await storage.messages.list({ agentId: agent.id, roles: ['user'] })).toEqual([]);
    never.resolve([]);
  });

  it('comes with the deletion of the agent', async () => {
    const asked = deferred<AbortSignal | undefined>();
    const model = memoryModel(async ({ signal }) => {
      asked.resolve(signal);
      return new Promise<[]>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    const { client, storage } = await openApi(model);
    const agent = await client.agents.create(AGENT);
    const run = await client.agents.messages.createAsync(agent.id, { input: 'never learned' });
    const signal = await asked.promise;
    await client.agents.delete(agent.id);
    expect(signal?.aborted).toBe(true);
    expect(await storage.messages.list({})).toEqual([]);
    await expect(client.runs.retrieve(run.id)).rejects.toMatchObject({ status: 404 });
  });
});
