import { expect, test } from 'vitest';

import { memoryOn, teach } from '../../harness/memory.js';
import { statusOf } from '../../harness/rejection.js';
import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('the option tags, on memories of the Python package', (server) => {
  const client = clientOf(server);
  const python = memoryOn(server, { tags: (userId) => [userId] });

  /** What `letta_memory.Memory.initialize_user_memory` leaves on the server. */
  async function pythonMemory(userId: string, human: string): Promise<{ agentId: string; blocks: string[] }> {
    const agent = await client.agents.create({
      name: `subconscious_agent_user_${userId}`,
      agent_type: 'sleeptime_agent',
      model: server.model,
      initial_message_sequence: [],
      tags: [userId],
    });
    const blocks: string[] = [];
    for (const [label, value, limit] of [
      ['human', human, 10_000],
      ['summary', '', 1_000],
    ] as const) {
      const block = await client.blocks.create({ label, value, limit, description: 'd' });
      await client.agents.blocks.attach(block.id, { agent_id: agent.id });
      blocks.push(block.id);
    }
    return { agentId: agent.id, blocks };
  }

  test('are read on and taught on', async () => {
    const userId = uniqueUser();
    const { agentId } = await pythonMemory(userId, 'Name: Sarah');
    expect(await python.getMemoryAgentId(userId)).toBe(agentId);
    expect(await python.getUserMemory(userId)).toBe('Name: Sarah');
    expect(await python.initializeUserMemory(userId)).toBe(agentId);
    expect(await teach(python, userId, 'I like tea')).toBe(agentId);
    expect(await python.getUserMemory(userId)).toBe('Name: Sarah\nI like tea');
  });

  test('are not seen without the option', async () => {
    const userId = uniqueUser();
    await pythonMemory(userId, 'Name: Sarah');
    expect(await memoryOn(server).getUserMemory(userId)).toBeNull();
  });

  test('are deleted with their untagged blocks', async () => {
    const userId = uniqueUser();
    const word = uniqueWord();
    const { agentId, blocks } = await pythonMemory(userId, word);
    expect(await python.deleteUser(userId)).toMatchObject({ deleted: true });
    expect(await statusOf(client.agents.retrieve(agentId))).toBe(404);
    for (const block of blocks) expect(await statusOf(client.blocks.retrieve(block))).toBe(404);
    expect(await server.dump()).not.toContain(word);
  });

  test('made here bear both tags, so that both find them', async () => {
    const userId = uniqueUser();
    const agentId = await python.initializeUserMemory(userId);
    expect(await memoryOn(server).getMemoryAgentId(userId)).toBe(agentId);
    expect((await client.agents.list({ tags: [userId] })).items.map(({ id }) => id)).toEqual([agentId]);
  });
});
