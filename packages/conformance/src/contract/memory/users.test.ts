import type { Memory } from 'letta-memory';
import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { memoryOn } from '../../harness/memory.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('users', (server) => {
  const client = clientOf(server);
  const memory = memoryOn(server);

  async function usersWith(part: string, from: Memory = memory): Promise<string[]> {
    const found: string[] = [];
    for await (const userId of from.users()) if (userId.includes(part)) found.push(userId);
    return found.toSorted();
  }

  test('tells who has memory, each once, whatever the id is, until it is deleted', async () => {
    const word = uniqueWord('u');
    const ids = [
      word,
      `${word}/a b,"'`,
      `${word}🦊ø`,
      `${word}${'x'.repeat(1_000)}`,
      `${word}%2F`,
      `${word}\u0000`,
    ].toSorted();
    for (const id of ids) await memory.initializeUserMemory(id);
    expect(await usersWith(word)).toEqual(ids);
    await memory.deleteUser(`${word}%2F`);
    expect(await usersWith(word)).toEqual(ids.filter((id) => id !== `${word}%2F`));
    for (const id of ids) await memory.deleteUser(id);
    expect(await usersWith(word)).toEqual([]);
  });

  test('pages through more users than fit one answer', async () => {
    const word = uniqueWord('many');
    const ids = Array.from({ length: 250 }, (_, index) => `${word}-${String(index).padStart(3, '0')}`);
    const create = (id: string) =>
      createMemoryAgent(client, server, {
        tags: ['letta-memory', `letta-memory:user:${id}`],
        memory_blocks: [],
      });
    for (let start = 0; start < ids.length; start += 10)
      await Promise.all(ids.slice(start, start + 10).map(create));
    expect(await usersWith(word)).toEqual(ids);
  });

  test('tells nobody of agents that are none of ours', async () => {
    const word = uniqueWord('foreign');
    await createMemoryAgent(client, server, { tags: [word, `user:${word}`] });
    expect(await usersWith(word)).toEqual([]);
  });
});
