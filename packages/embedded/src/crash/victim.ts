// A process that is killed: it looks at what the one before it left, takes that up, then sends one message and
// tells when that was accepted. Arguments: database url, agent id, number of the message.
import { setTimeout as wait } from 'node:timers/promises';
import { createEmbeddedLetta } from '../embedded-letta.js';
import { openStorage } from '../storage/open-storage.js';
import { crashModel } from './crash-model.js';

/** Each step of the model takes so long, so that there is time to be killed in it. */
const STEP_MS = 25;
const POLL_MS = 5;

const [url = '', agentId = '', number = ''] = process.argv.slice(2);

const storage = await openStorage({ url });
const [left] = await storage.runs.list({}, { limit: 1, ascending: false });
await storage.close();
say(left === undefined ? 'found nothing' : `found ${left.status} ${left.stepsDone}`);

const { client } = createEmbeddedLetta({ url, model: crashModel(STEP_MS) });
for (const run of await client.runs
  .list({ agent_id: agentId, active: true, limit: 100 })
  .then((page) => page.items)) {
  await ended(run.id);
}
say('idle');

const run = await client.agents.messages.createAsync(agentId, {
  messages: [{ role: 'user', content: `message ${number}`, otid: `otid-${number}` }],
});
say(`accepted ${run.id}`);
await ended(run.id);
say('ended');
setInterval(() => {}, 1_000);

async function ended(id: string): Promise<void> {
  while (['created', 'running'].includes(String((await client.runs.retrieve(id)).status)))
    await wait(POLL_MS);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
