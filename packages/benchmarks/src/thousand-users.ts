import { Memory } from 'letta-memory';
import { createEmbeddedLetta } from 'letta-memory-embedded';

import { createInstantModel } from './instant-model.js';
import { round, type Table } from './report.js';
import { temporaryDatabase } from './temporary-database.js';

const USERS = 1_000;
const MEGABYTE = 1_048_576;

const fact = 'Sarah lives in Bergen and likes cats (2026-11-24).\n';

function usedMegabytes(): { heap: number; resident: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / MEGABYTE, resident: rss / MEGABYTE };
}

/** What a thousand users take: in the process that serves them, and on the disk. */
export async function thousandUsers(): Promise<Table> {
  const database = await temporaryDatabase();
  const embedded = createEmbeddedLetta({ url: database.url, model: createInstantModel() });
  const memory = new Memory({ client: embedded.client });
  await embedded.client.health();
  const before = usedMegabytes();
  const value = fact.repeat(20);
  for (let user = 0; user < USERS; user += 1) {
    await memory.initializeUserMemory(`user-${user}`, { blocks: [{ label: 'human', value }] });
  }
  for (let user = 0; user < USERS; user += 1) await memory.getContext(`user-${user}`);
  const after = usedMegabytes();
  await embedded.close();
  const disk = (await database.bytes()) / MEGABYTE;
  await database.remove();
  return {
    title: `Memory with ${USERS.toLocaleString('en')} users (1 kB known of each)`,
    columns: ['what', 'MB'],
    rows: [
      ['heap, more than before', round(after.heap - before.heap)],
      ['resident, before', round(before.resident)],
      ['resident, after', round(after.resident)],
      ['database file', round(disk)],
    ],
  };
}
