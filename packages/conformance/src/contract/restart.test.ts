import { inject, test, expect, afterAll, beforeAll } from 'vitest';

import { memoryOn, says, teach } from '../harness/memory';
import { blockValue, endedRun, isActive } from '../harness/raw-runs';
import { uniqueUser, uniqueWord } from '../harness/unique';
import { contract } from '../servers/contract';
import { startEmbeddedHttp } from '../servers/embedded-http';
import { startRealLetta } from '../servers/real-letta';
import { clientOf, type KillableServer } from '../servers/server';

// A server in this very process cannot be killed alone; its project leaves this file out (vitest.config.ts).
contract('a server that is killed and started again', ({ differences }) => {
  let server: KillableServer;
  beforeAll(async () => {
    server = inject('server').kind === 'letta' ? await startRealLetta() : await startEmbeddedHttp();
  });
  afterAll(() => server.stop());

  test('still knows what was learned', async () => {
    const userId = uniqueUser();
    const memory = memoryOn(server);
    const agentId = await teach(memory, userId, 'I like tea');
    await server.restart();
    expect(await memory.getUserMemory(userId)).toBe('I like tea');
    expect(await memory.getMemoryAgentId(userId)).toBe(agentId);
    await teach(memory, userId, 'and cake');
    expect(await memory.getUserMemory(userId)).toBe('I like tea\nand cake');
  });

  test('takes an interrupted run up again, or leaves it for ever as it was', async () => {
    const userId = uniqueUser();
    const client = clientOf(server);
    const word = uniqueWord();
    const run = await memoryOn(server).addMessages(userId, [says(`${word} [[slow 1000]]`)]);
    await expect.poll(() => server.scripted.requests(word)).not.toEqual([]);
    await server.restart();
    if (differences.runsSurviveAKill) {
      expect(await endedRun(client, run.id)).toMatchObject({ status: 'completed', stop_reason: 'tool_rule' });
      expect((await blockValue(client, run.agentId)).split(word)).toHaveLength(2);
    } else {
      // the lock outlives the kill by five minutes, but nobody works on the run
      await teach(memoryOn(server), uniqueUser(), '[[slow 2500]] somebody else');
      expect(isActive(await client.runs.retrieve(run.id))).toBe(true);
      expect(await blockValue(client, run.agentId)).not.toContain(word);
    }
  });
});
