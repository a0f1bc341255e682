import { expect, it } from 'vitest';
import { agentBody } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { Server } from './server.js';
import { encodeUserId, userTag } from './user-tag.js';
import { listUserIds } from './users.js';

async function collect(ids: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const id of ids) all.push(id);
  return all;
}

it('pages through the tags and reads each again, since the server matches anywhere and in any case', async () => {
  const tags = [
    'Letta-Memory:user:shouting',
    'letta-memory:user:',
    'letta-memory:user:%zz',
    'letta-memory:user:a%2Fb',
    'letta-memory:user:b',
    'other letta-memory:user:c',
  ];
  const { client, requests } = await scriptedServer({
    'GET /v1/tags/': ({ query }) => {
      const start = tags.findIndex((tag) => tag === query.get('after')) + 1;
      return { json: tags.slice(start, start + Number(query.get('limit'))) };
    },
  });
  expect(await collect(listUserIds(new Server(() => client), 4))).toEqual(['a/b', 'b']);
  expect(requests.map(({ query }) => query.get('name'))).toEqual([
    'letta-memory:user:',
    'letta-memory:user:',
  ]);
});

it('finds the id behind a hashed tag in the metadata, and believes it only when it fits', async () => {
  const long = 'ø'.repeat(500);
  const forged = await userTag('x'.repeat(999));
  const gone = await userTag('y'.repeat(999));
  const agents = new Map([
    [await userTag(long), [agentBody({ metadata: { lettaMemoryUser: encodeUserId(long) } })]],
    [forged, [agentBody({ metadata: { lettaMemoryUser: 'sarah' } })]],
  ]);
  const { client } = await scriptedServer({
    'GET /v1/tags/': { json: [...agents.keys(), gone] },
    'GET /v1/agents/': ({ query }) => ({ json: agents.get(query.get('tags') ?? '') ?? [] }),
  });
  expect(await collect(listUserIds(new Server(() => client)))).toEqual([long]);
});
