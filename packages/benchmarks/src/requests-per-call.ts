import { setTimeout } from 'node:timers/promises';

import { Letta } from '@letta-ai/letta-client';
import { Memory } from 'letta-memory';
import { createEmbeddedLetta } from 'letta-memory-embedded';

import { createInstantModel } from './instant-model.js';
import type { Table } from './report.js';

/** How many requests each call of `Memory` makes, counted at the client's `fetch`. */
export async function requestsPerCall(): Promise<Table> {
  const server = createEmbeddedLetta({ url: ':memory:', model: createInstantModel() });
  let requests = 0;
  const client = new Letta({
    apiKey: null,
    baseURL: 'http://embedded.letta',
    fetch: (input, init) => {
      requests += 1;
      return server.fetch(input, init);
    },
  });
  const memory = new Memory({ client });
  const rows: Table['rows'] = [];
  async function count<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
    requests = 0;
    const result = await work();
    rows.push([call, requests]);
    return result;
  }

  const message = { role: 'user', content: 'My name is Sarah' } as const;
  await count('`getContext`, unknown user', () => memory.getContext('sarah'));
  await count('`initializeUserMemory`, new user', () => memory.initializeUserMemory('sarah'));
  await count('`initializeUserMemory`, known user', () => memory.initializeUserMemory('sarah'));
  const first = await count('`addMessages`, right after it was made (one more look)', () =>
    memory.addMessages('sarah', [message]),
  );
  await memory.waitForRun(first);
  const run = await count('`addMessages`, agent known and idle', () =>
    memory.addMessages('sarah', [message]),
  );
  await setTimeout(300);
  await count('`waitForRun`, ended by then', () => memory.waitForRun(run));
  await count('`getUserMemory`', () => memory.getUserMemory('sarah'));
  await count('`getSummary`', () => memory.getSummary('sarah'));
  await count('`getContext`', () => memory.getContext('sarah'));
  await count('`getMemoryAgentId`', () => memory.getMemoryAgentId('sarah'));
  const started = await count('`addMessages`, new user', () => memory.addMessages('tom', [message]));
  await memory.waitForRun(started);
  await count('`deleteUser`', () => memory.deleteUser('sarah'));
  await server.close();
  return { title: 'Requests per call of `Memory`', columns: ['call', 'requests'], rows };
}
