import { expect, test } from 'vitest';

import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';

/** One call as the Python package `letta_memory` makes it, through letta-client 0.1: its paths, no more. */
contract("the calls of the seed's Python package", (server) => {
  async function call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: never }> {
    const response = await server.fetch(`${server.baseURL}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'follow',
    });
    const text = await response.text();
    return { status: response.status, json: (text ? JSON.parse(text) : null) as never };
  }
  interface Row {
    id: string;
    label: string;
    value: string;
    status: string;
  }

  test('make, fill, read and delete a memory', async () => {
    const user = uniqueUser();
    const word = uniqueWord();
    const find = async () =>
      (await call('GET', `/v1/agents/?tags=${user}&match_all_tags=true`)).json as unknown as Row[];
    expect(await find()).toEqual([]);
    const made = await call('POST', '/v1/agents/', {
      name: `subconscious_agent_user_${user}`,
      model: 'openai-proxy/gpt-4.1',
      agent_type: 'sleeptime_agent',
      initial_message_sequence: [],
      tags: [user],
    });
    expect(made.status).toBe(200);
    const agent = made.json as Row;
    for (const [label, limit] of [
      ['human', 10_000],
      ['summary', 1_000],
    ] as const) {
      const block = (await call('POST', '/v1/blocks/', { label, value: '', limit, description: 'd' }))
        .json as Row;
      const path = `/v1/agents/${agent.id}/core-memory/blocks/attach/${block.id}`;
      expect((await call('PATCH', path)).status).toBe(200);
    }
    expect((await find()).map(({ id }) => id)).toEqual([agent.id]);

    const run = (
      await call('POST', `/v1/agents/${agent.id}/messages/async`, {
        messages: [{ role: 'user', content: `<messages>\nuser: ${word}\n</messages>` }],
      })
    ).json as Row;
    const status = async () => ((await call('GET', `/v1/runs/${run.id}`)).json as Row).status;
    await expect.poll(status, { timeout: 30_000 }).toBe('completed');

    const blocks = (await call('GET', `/v1/agents/${agent.id}/core-memory/blocks`)).json as unknown as Row[];
    expect(blocks.map(({ label }) => label).toSorted()).toEqual(['human', 'summary']);
    const human = (await call('GET', `/v1/agents/${agent.id}/core-memory/blocks/human`)).json as Row;
    expect(human.value).toContain(word);

    expect(
      (await call('POST', `/v1/agents/${agent.id}/archival-memory`, { text: `said ${word}` })).status,
    ).toBe(200);
    const found = await call('GET', `/v1/agents/${agent.id}/archival-memory/search?query=${word}`);
    expect(JSON.stringify(found.json)).toContain(word);

    expect((await call('DELETE', `/v1/agents/${agent.id}`)).status).toBe(200);
    expect(await find()).toEqual([]);
  });
});
