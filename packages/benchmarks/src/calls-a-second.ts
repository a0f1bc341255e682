import { serve } from '@hono/node-server';
import { Memory } from 'letta-memory';
import { createEmbeddedLetta } from 'letta-memory-embedded';
import type { AddressInfo } from 'node:net';
import { Bench } from 'tinybench';

import { createInstantModel } from './instant-model.js';
import { round, type Table } from './report.js';
import { temporaryDatabase } from './temporary-database.js';

/** Calls a second of the embedded server, on a file: in process, and over HTTP on loopback. */
export async function callsASecond(): Promise<Table> {
  const database = await temporaryDatabase();
  const embedded = createEmbeddedLetta({ url: database.url, model: createInstantModel() });
  const server = serve({ fetch: (request) => embedded.fetch(request), port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;

  const inProcess = new Memory({ client: embedded.client });
  const overHttp = new Memory({ baseURL: `http://127.0.0.1:${port}` });
  await inProcess.initializeUserMemory('sarah', { blocks: [{ label: 'human', value: 'Name: Sarah' }] });

  const bench = new Bench({ time: 1_000, warmupTime: 300 });
  bench
    .add('health', () => embedded.client.health())
    .add('getContext in process', () => inProcess.getContext('sarah'))
    .add('getContext over HTTP', () => overHttp.getContext('sarah'));
  await bench.run();
  const rate = (name: string) => {
    const result = bench.getTask(name)?.result;
    return result && 'throughput' in result ? result.throughput.mean : Number.NaN;
  };
  const base = rate('getContext in process');
  const rows = bench.tasks.map(({ name }) => [name, round(rate(name)), round(rate(name) / base)]);

  await new Promise((done) => server.close(done));
  await embedded.close();
  await database.remove();
  return {
    title: 'Embedded server: calls a second, one after another',
    columns: ['call', 'a second', 'ratio'],
    rows,
  };
}
