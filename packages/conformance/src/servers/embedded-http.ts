import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { differencesOf } from './differences.js';
import { dumpSqliteFiles } from './file-dump.js';
import { startLineProcess } from './line-process.js';
import { scriptedModelAt, startScriptedModel } from './scripted-model.js';
import type { KillableServer, ServerUnderTest } from './server.js';

export interface EmbeddedAddress {
  url: string;
  modelUrl: string;
  /** Path of the database file. */
  file: string;
}

/** The command line as npm would link it; it runs the build. */
const commandLine = fileURLToPath(new URL('../../../embedded/bin/letta-memory-embedded.js', import.meta.url));

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

/** An embedded Letta in a process of its own: the built `letta-memory-embedded serve`. */
export async function startEmbeddedHttp(): Promise<KillableServer & { file: string }> {
  const model = await startScriptedModel();
  const folder = await mkdtemp(join(tmpdir(), 'letta-memory-conformance-'));
  const file = join(folder, 'memory.db');
  const start = (port: string) =>
    startLineProcess(
      process.execPath,
      [commandLine, 'serve', '--port', port, '--db', file, '--model', 'gpt-4o-mini'],
      {
        timeoutMs: 30_000,
        env: {
          ...process.env,
          OPENAI_API_KEY: 'scripted',
          OPENAI_BASE_URL: model.url,
          LETTA_EMBEDDED_TOKEN: '',
        },
      },
    );
  let child = await start('0');
  const url = /https?:\S+/.exec(child.line)?.[0];
  if (url === undefined) throw new Error('The first line of `serve` tells no URL');
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
