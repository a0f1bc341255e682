import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { median, round, type Table } from './report.js';

const run = promisify(execFile);
const STARTS = 7;

/** From the start of the process to the end of a script, in milliseconds, the middle of several. */
async function startUp(script: string): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', `${script}\nconsole.log(performance.now())`],
      { cwd: import.meta.dirname },
    );
    times.push(Number(stdout.trim()));
  }
  return median(times);
}

const open = `
  const { createEmbeddedLetta, createOfflineModel } = await import('letta-memory-embedded');
  const letta = createEmbeddedLetta({ url: ':memory:', model: createOfflineModel() });
  await letta.client.health();`;

/** How long a process takes until memory can be used, beside a bare one. */
export async function startUpTime(): Promise<Table> {
  const bare = await startUp('');
  const cases: [string, string][] = [
    ['import `letta-memory`', `await import('letta-memory');`],
    ['import `letta-memory-embedded`', `await import('letta-memory-embedded');`],
    ['embedded server, first answer', open],
  ];
  const rows: Table['rows'] = [['bare Node', round(bare), '1.0']];
  for (const [name, script] of cases) {
    const time = await startUp(script);
    rows.push([name, round(time), round(time / bare)]);
  }
  return { title: 'Start-up', columns: ['until', 'ms', 'ratio to bare Node'], rows };
}
