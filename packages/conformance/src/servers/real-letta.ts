import { fileURLToPath } from 'node:url';

import { differencesOf } from './differences.js';
import { startLineProcess, type LineProcess } from './line-process.js';
import { dumpPostgres } from './postgres-dump.js';
import { scriptedModelAt } from './scripted-model.js';
import type { KillableServer, ServerUnderTest } from './server.js';
import { ensureRedis, ensureVenv } from './venv.js';

/** The line of JSON that `letta-server/serve.py` prints when Letta answers. */
export interface LettaAddress {
  url: string;
  model: string;
  embedding: string;
  modelUrl: string;
  database: string;
}

const script = fileURLToPath(new URL('../../letta-server/serve.py', import.meta.url));
/** A first start makes the tables and imports a great deal of Python. */
const startTimeoutMs = 180_000;

export async function startLettaProcess(): Promise<{ address: LettaAddress; process: LineProcess }> {
  const withoutRedis = Boolean(process.env.LETTA_NO_REDIS);
  const python = await ensureVenv();
  if (!withoutRedis) await ensureRedis();
  const child = await startLineProcess(python, [script, ...(withoutRedis ? ['--no-redis'] : [])], {
    timeoutMs: startTimeoutMs,
  });
  return { address: JSON.parse(child.line) as LettaAddress, process: child };
}

/** A running real Letta, seen from a test. */
export function realLettaAt(address: LettaAddress): ServerUnderTest {
  return {
    name: 'letta',
    baseURL: address.url,
    fetch,
    model: address.model,
    embedding: address.embedding,
    differences: differencesOf('letta'),
    scripted: scriptedModelAt(address.modelUrl),
    dump: () => dumpPostgres(address.database),
    address: async () => address.url,
    stop: async () => {},
  };
}

/** A real Letta of the test's own. */
export async function startRealLetta(): Promise<KillableServer> {
  const { address, process: child } = await startLettaProcess();
  return {
    ...realLettaAt(address),
    async restart() {
      child.child.kill('SIGUSR1');
      await child.nextLine(startTimeoutMs);
    },
    stop: () => child.stop(),
  };
}
