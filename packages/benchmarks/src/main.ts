// Runs every benchmark, prints the tables, and with `--write` puts them into this package's README.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

import { callsASecond } from './calls-a-second.js';
import { learningRuns } from './learning.js';
import { toMarkdown } from './report.js';
import { requestsPerCall } from './requests-per-call.js';
import { startUpTime } from './start-up.js';
import { thousandUsers } from './thousand-users.js';

const START = '<!-- figures: written by `pnpm bench --write` -->';
const END = '<!-- end of figures -->';

const parts = [
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}.`,
];
// the last one goes first: what the others leave in the heap would count as users
for (const measure of [thousandUsers, requestsPerCall, callsASecond, learningRuns, startUpTime]) {
  const text = toMarkdown(await measure());
  console.log(`${text}\n`);
  parts.push(text);
}
if (process.argv.includes('--write')) {
  const file = new URL('../README.md', import.meta.url);
  const readme = await readFile(file, 'utf8');
  const [head, rest] = readme.split(START);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) throw new Error(`README.md has no "${START}" … "${END}"`);
  await writeFile(file, `${head}${START}\n\n${parts.join('\n\n')}\n\n${END}${tail}`);
}
