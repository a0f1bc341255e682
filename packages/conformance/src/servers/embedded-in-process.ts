import { createOpenAI } from '@ai-sdk/openai';
import { serve } from '@hono/node-server';
import { createEmbeddedLetta } from 'letta-memory-embedded';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { differencesOf } from './differences.js';
import { dumpSqliteFiles } from './file-dump.js';
import { scriptedModelAt } from './scripted-model.js';
import type { ServerUnderTest } from './server.js';

/** The embedded Letta in this very process, on a database file of its own. */
export async function startEmbeddedInProcess(modelUrl: string): Promise<ServerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'letta-memory-conformance-'));
  const file = join(folder, 'memory.db');
  const model = createOpenAI({ baseURL: modelUrl, apiKey: 'scripted' }).chat('gpt-4o-mini');
  const letta = createEmbeddedLetta({ url: pathToFileURL(file).href, model });
  const sockets: ReturnType<typeof serve>[] = [];
  return {
    name: 'embedded',
    baseURL: 'http://embedded.letta',
    fetch: letta.fetch,
    model: 'openai/gpt-4o-mini',
    embedding: 'openai/text-embedding-3-small',
    differences: differencesOf('embedded'),
    scripted: scriptedModelAt(modelUrl),
    dump: () => dumpSqliteFiles(file),
    async address() {
      const socket = serve({ fetch: (request) => letta.fetch(request), hostname: '127.0.0.1', port: 0 });
      sockets.push(socket);
      await once(socket, 'listening');
      return `http://127.0.0.1:${(socket.address() as AddressInfo).port}`;
    },
    async stop() {
      for (const socket of sockets) socket.close();
      await letta.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
