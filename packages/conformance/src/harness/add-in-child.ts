// Run as a process of its own: adds each of the words as a call of its own, and waits until all are learned.
//     node add-in-child.ts BASE_URL USER_ID WORD…
// Prints `ready`, begins when its standard input ends, and prints `done`.
import { Memory } from 'letta-memory';
import { once } from 'node:events';

const [baseURL, userId = '', ...words] = process.argv.slice(2);
const memory = new Memory({ baseURL });
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
const runs = await Promise.all(
  words.map((content) => memory.addMessages(userId, [{ role: 'user', content }])),
);
for (const run of runs) await memory.waitForRun(run);
console.log('done');
