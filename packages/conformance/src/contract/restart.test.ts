import type { MemoryRun } from 'letta-memory';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import { memoryOn, says, teach } from '../harness/memory.js';
import { blockValue, endedRun, isActive } from '../harness/raw-runs.js';
import { uniqueUser, uniqueWord } from '../harness/unique.js';
import { contract } from '../servers/contract.js';
import { startEmbeddedHttp } from '../servers/embedded-http.js';
import { startRealLetta } from '../servers/real-letta.js';
import { clientOf, type KillableServer } from '../servers/server.js';

// A server in this very process cannot be killed alone; its project leaves this file out (vitest.config.ts).
contract('a server that is killed and started again', ({ differences }) => {
  const [known, interrupted] = [uniqueUser(), uniqueUser()];
  const word = uniqueWord();
  let server: KillableServer;
  let knownAgent: string;
  let run: MemoryRun;

  beforeAll(async () => {
    server = inject('server').kind === 'letta' ? await startRealLetta() : await startEmbeddedHttp();
    const memory = memoryOn(server);
    knownAgent = await teach(memory, known, 'I like tea');
    run = await memory.addMessages(interrupted, [says(`${word} [[slow 1000]]`)]);
    await vi.waitUntil(async () => (await server.scripted.requests(word)).length > 0, { timeout: 20_000 });
    await server.restart();
  });
  afterAll(() => server.stop());

  test('still knows what was learned, and learns on', async () => {
    const memory = memoryOn(server);
    expect(await memory.getUserMemory(known)).toBe('I like tea');
    expect(await memory.getMemoryAgentId(known)).toBe(knownAgent);
    await teach(memory, known, 'and cake');
    expect(await memory.getUserMemory(known)).toBe('I like tea\nand cake');
  });

  test('takes an interrupted run up again, or leaves it for ever as it was', async () => {
    const client = clientOf(server);
    if (differences.runsSurviveAKill) {
      expect(await endedRun(client, run.id)).toMatchObject({ status: 'completed', stop_reason: 'tool_rule' });
      expect((await blockValue(client, run.agentId)).split(word)).toHaveLength(2);
    } else {
      // a run of somebody else that surely ends after this one would have
      await teach(memoryOn(server), uniqueUser(), '[[slow 2500]]');
      expect(isActive(await client.runs.retrieve(run.id))).toBe(true);
      expect(await blockValue(client, run.agentId)).not.toContain(word);
    }
  });
});
