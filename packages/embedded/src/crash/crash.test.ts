import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedLetta } from '../embedded-letta.js';
import { openStorage } from '../storage/open-storage.js';
import { crashModel } from './crash-model.js';

const KILLS = 50;
const MUST_FIND_UNFINISHED = 30;
/** A little longer than a run takes on an idle machine: three steps of the model. Some victims die after its end. */
const WINDOW_MS = 110;

// Inside the package, so that the bundle finds its dependencies.
const built = fileURLToPath(new URL('../../.vitest/crash', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letta-crash-'));
  const entry = { victim: fileURLToPath(new URL('victim.ts', import.meta.url)) };
  await build({
    entry,
    outDir: built,
    config: false,
    format: 'esm',
    target: 'es2023',
    platform: 'node',
    silent: true,
  });
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a victim, kills it `delayMs` after its message was accepted, and returns the lines it said. */
async function runVictim(url: string, agentId: string, number: number, delayMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(built, 'victim.js'), url, agentId, String(number)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('accepted ')) {
      await wait(delayMs);
      child.kill('SIGKILL');
    }
  }
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`victim ${number} ended by itself with ${code}`);
  return lines;
}

/** What a victim says first of the run the one before it left. */
async function stateLeftIn(url: string): Promise<string> {
  const storage = await openStorage({ url });
  const [left] = await storage.runs.list({}, { limit: 1, ascending: false });
  await storage.close();
  return `found ${left?.status} ${left?.stepsDone}`;
}

/** A red run must be told from a flake: the same fifty moments each time, others by CRASH_SEED. */
const DEFAULT_SEED = 20_261_124;

/** A small generator of pseudo-random numbers from 0 to 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a process that is killed in the middle of runs', () => {
  it('loses no message and does nothing twice', { timeout: 180_000 }, async () => {
    const seed = Number(process.env['CRASH_SEED'] ?? DEFAULT_SEED);
    const random = randomFrom(seed);
    const url = pathToFileURL(join(folder, 'memory.db')).href;
    const first = createEmbeddedLetta({ url, model: crashModel(0) });
    const agent = await first.client.agents.create({
      name: 'crash',
      agent_type: 'sleeptime_agent',
      model: 'test/model',
      memory_blocks: [{ label: 'human', value: '' }],
      initial_message_sequence: [],
      message_buffer_autoclear: true,
    });
    await first.close();

    const numbers = Array.from({ length: KILLS }, (_, index) => index);
    const found: string[] = [];
    const runIds: string[] = [];
    for (const number of numbers) {
      const lines = await runVictim(url, agent.id, number, random() * WINDOW_MS);
      if (number > 0) found.push(lines[0] ?? '');
      runIds.push(lines.find((line) => line.startsWith('accepted '))?.slice('accepted '.length) ?? '');
    }

    // What the last one left is looked at and taken up here.
    found.push(await stateLeftIn(url));
    const last = createEmbeddedLetta({ url, model: crashModel(0) });
    const { client } = last;
    try {
      await expect
        .poll(async () => (await client.runs.list({ agent_id: agent.id, active: true })).items.length, {
          timeout: 20_000,
        })
        .toBe(0);
      const split = new Map<string, number>();
      for (const line of found) split.set(line, (split.get(line) ?? 0) + 1);
      const counts = [...split].map(([line, count]) => `${line.slice('found '.length)}: ${count}`);
      process.stdout.write(
        `crash test: seed ${seed}, state and steps done after each kill: ${counts.join(', ')}\n`,
      );

      const statuses = await Promise.all(runIds.map((id) => client.runs.retrieve(id)));
      expect(statuses.map(({ status, stop_reason }) => `${status} ${stop_reason}`)).toEqual(
        numbers.map(() => 'completed tool_rule'),
      );
      expect(found.filter((line) => /^found (created|running) /.test(line)).length).toBeGreaterThanOrEqual(
        MUST_FIND_UNFINISHED,
      );
      const block = await client.agents.blocks.retrieve('human', { agent_id: agent.id });
      expect(block.value.split('\n').slice(1)).toEqual(
        numbers.flatMap((number) => [`message ${number} first`, `message ${number} second`]),
      );
      const messages = await client.agents.messages.list(agent.id, { limit: 1_000, order: 'asc' });
      const ofType = (type: string) => messages.items.filter(({ message_type }) => message_type === type);
      expect(ofType('user_message').map(({ otid }) => otid)).toEqual(
        numbers.map((number) => `otid-${number}`),
      );
      expect(ofType('tool_call_message')).toHaveLength(3 * KILLS);
      expect(ofType('tool_return_message')).toHaveLength(3 * KILLS);
    } finally {
      await last.close();
    }
  });
});
