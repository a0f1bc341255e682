import type { Message } from '@letta-ai/letta-client/resources/agents/messages';
import { beforeAll, expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { endedRun, learn, storedText, userLine } from '../../harness/raw-runs.js';
import { statusOf } from '../../harness/rejection.js';
import { userMessages } from '../../harness/user-messages.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('messages, by the official client', (server) => {
  const client = clientOf(server);

  /** An agent that has stored these 250 user messages in one run; tests only read it. */
  const texts = Array.from({ length: 250 }, (_, index) => `user: line ${index}`);
  let full: string;
  beforeAll(async () => {
    full = (await createMemoryAgent(client, server)).id;
    const run = await client.agents.messages.createAsync(full, {
      messages: texts.map((content) => ({ role: 'user', content })),
    });
    await endedRun(client, run.id);
  });
  const userTexts = (items: Message[]) => userMessages(items).map((item) => item.content);

  test('stay separate rows, in order, each with its otid', async () => {
    const { id } = await createMemoryAgent(client, server);
    const run = await client.agents.messages.createAsync(id, {
      messages: ['one', 'two', 'three'].map((word) => ({ ...userLine(word), otid: `otid-${word}` })),
    });
    await endedRun(client, run.id);
    const { items } = await client.agents.messages.list(id, { order: 'asc' });
    const users = userMessages(items);
    expect(users.map((item) => ({ content: item.content, otid: item.otid, run: item.run_id }))).toEqual(
      ['one', 'two', 'three'].map((word) => ({
        content: `user: ${word}`,
        otid: `otid-${word}`,
        run: run.id,
      })),
    );
  });

  test('of a run are listed with the calls of its tools and what they returned', async () => {
    const { id } = await createMemoryAgent(client, server);
    const run = await learn(client, id, 'I like tea');
    const types = (items: { message_type?: string }[]) => items.map((item) => item.message_type);
    const expected = [
      'user_message',
      'tool_call_message',
      'tool_return_message',
      'tool_call_message',
      'tool_return_message',
    ];
    const ofAgent = (await client.agents.messages.list(id, { order: 'asc' })).items;
    expect(types(ofAgent).filter((type) => type !== 'system_message')).toEqual(expected);
    const ofRun = (await client.runs.messages.list(run.id, { order: 'asc' })).items;
    expect(types(ofRun)).toEqual(expected);
    const insert = ofRun.find((item) => item.message_type === 'tool_call_message');
    expect(insert).toMatchObject({ tool_call: { name: 'memory_insert' } });
    expect(JSON.stringify(insert)).toContain('I like tea');
    expect(ofRun.find((item) => item.message_type === 'tool_return_message')).toMatchObject({
      status: 'success',
    });
  });

  test('page forwards to the end with order asc', async () => {
    const seen: unknown[] = [];
    for await (const item of client.agents.messages.list(full, { order: 'asc', limit: 50 })) {
      if (item.message_type === 'user_message') seen.push(item.content);
    }
    expect(seen).toEqual(texts);
  });

  test('page backwards by hand with before; each page is oldest first', async () => {
    const pages: unknown[][] = [];
    let before: string | undefined;
    for (;;) {
      const { items } = await client.agents.messages.list(full, { order: 'desc', limit: 50, before });
      const first = items[0];
      if (!first) break;
      pages.unshift(userTexts(items));
      before = first.id;
    }
    expect(pages.flat()).toEqual(texts);
  });

  test('newest first: the first page holds the newest, and the client pages no further', async () => {
    const page = await client.agents.messages.list(full, { limit: 50 });
    const users = userTexts(page.items);
    expect(users).toEqual(texts.slice(-users.length));
    const paged: unknown[] = [];
    for await (const item of client.agents.messages.list(full, { limit: 50 })) paged.push(item.id);
    expect(paged).toEqual(page.items.map((item) => item.id));
  });

  test('leave the context with a reset, and stay listed (agents without message_buffer_autoclear)', async () => {
    const { id } = await createMemoryAgent(client, server, { message_buffer_autoclear: false });
    const [first, second, third] = [uniqueWord('first'), uniqueWord('second'), uniqueWord('third')];
    await learn(client, id, `[[rethink human|nothing]] ${first}`);
    await learn(client, id, second);
    expect(JSON.stringify((await server.scripted.requests(second))[0])).toContain(first);
    await client.agents.messages.reset(id, { add_default_initial_messages: false });
    await learn(client, id, third);
    expect(JSON.stringify((await server.scripted.requests(third))[0])).not.toContain(first);
    expect(await storedText(client, id)).toContain(first);
  });

  test('each run sees its own input only, with message_buffer_autoclear', async () => {
    const { id } = await createMemoryAgent(client, server);
    const [first, second] = [uniqueWord('first'), uniqueWord('second')];
    await learn(client, id, `[[edit human|nothing|${first}]] ${first}`);
    await learn(client, id, second);
    const request = (await server.scripted.requests(second))[0];
    expect(JSON.stringify(request)).not.toContain(first);
  });

  test('of a wrong body are a 422', async () => {
    const { id } = await createMemoryAgent(client, server);
    const post = async (body: string) =>
      (
        await server.fetch(`${server.baseURL}/v1/agents/${id}/messages/async`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    expect(await post('{"messages": "no"}')).toBe(422);
    expect(await post('{"messages": [{"role": "nobody", "content": "x"}]}')).toBe(422);
    expect(await post('{"messages": [{"role": "user"}]}')).toBe(422);
    expect(await post('no json')).toBe(422);
    expect(
      await statusOf(
        client.agents.messages.list(id, { after: 'message-00000000-0000-4000-8000-000000000000' }),
      ),
    ).toBe(404);
  });

  test('lose a NUL on the way and keep the rest', async () => {
    const { id } = await createMemoryAgent(client, server);
    await learn(client, id, 'before\u0000after');
    const { items } = await client.agents.messages.list(id, { order: 'asc' });
    expect(userTexts(items)).toEqual(['user: beforeafter']);
  });
});
