import { Memory } from 'letta-memory';
import { createEmbeddedLetta } from 'letta-memory-embedded';

import { createInstantModel } from './instant-model.js';
import { round, type Table } from './report.js';
import { temporaryDatabase } from './temporary-database.js';

const RUNS = 200;

/** Learning runs a second with a model that takes no time: one user's runs wait for each other, those of many do not. */
export async function learningRuns(): Promise<Table> {
  const rates = new Map<number, number>();
  for (const users of [1, 10, 100]) {
    const database = await temporaryDatabase();
    const embedded = createEmbeddedLetta({ url: database.url, model: createInstantModel() });
    const memory = new Memory({ client: embedded.client });
    const ids = Array.from({ length: users }, (_, index) => `user-${index}`);
    await Promise.all(ids.map((id) => memory.initializeUserMemory(id)));

    const started = performance.now();
    await Promise.all(
      ids.map(async (id) => {
        for (let turn = 0; turn < RUNS / users; turn += 1) {
          await memory.waitForRun(await memory.addMessages(id, [{ role: 'user', content: `Turn ${turn}` }]));
        }
      }),
    );
    rates.set(users, RUNS / ((performance.now() - started) / 1_000));
    await embedded.close();
    await database.remove();
  }
  const base = rates.get(1) ?? Number.NaN;
  const rows = [...rates].map(([users, rate]) => [users, round(rate), round(rate / base)]);
  return {
    title: `Learning: runs a second, instant model (${RUNS} runs)`,
    columns: ['users', 'runs a second', 'ratio'],
    rows,
  };
}
