import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { differencesOf } from './differences';
import { dumpSqliteFiles } from './file-dump';
import { startLineProcess } from './line-process';
import { scriptedModelAt, startScriptedModel } from './scripted-model';
import type { KillableServer, ServerUnderTest } from './server';

export interface EmbeddedAddress {
  url: string;
  modelUrl: string;
  /** Path of the database file. */
  file: string;
}

const host = fileURLToPath(new URL('embedded-host.ts', import.meta.url));

/** A running embedded Letta of another process, seen from a test. */
export function embeddedAt(address: EmbeddedAddress): ServerUnderTest {
  return {
    name: 'embedded-http',
    baseURL: address.url,
    fetch,
    model: 'openai/gpt-4o-mini',
    embedding: 'openai/text-embedding-3-small',
    differences: differencesOf('embedded-http'),
    scripted: scriptedModelAt(address.modelUrl),
    dump: () => dumpSqliteFiles(address.file),
    address: async () => address.url,
    stop: async () => {},
  };
}

/** An embedded Letta in a process of its own. */
export async function startEmbeddedHttp(): Promise<KillableServer & { file: string }> {
  const model = await startScriptedModel();
  const folder = await mkdtemp(join(tmpdir(), 'letta-memory-conformance-'));
  const file = join(folder, 'memory.db');
  const start = (port: string) =>
    startLineProcess(process.execPath, [host, file, model.url, port], { timeoutMs: 30_000 });
  let child = await start('0');
  const url = child.line;
  return {
    ...embeddedAt({ url, modelUrl: model.url, file }),
    file,
    async restart() {
      await child.stop('SIGKILL');
      child = await start(new URL(url).port);
    },
    async stop() {
      await child.stop();
      await model.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
