import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

import { memoryOn, says } from '../../harness/memory.js';
import { storedText } from '../../harness/raw-runs.js';
import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { userMessages } from '../../harness/user-messages.js';
import { contract } from '../../servers/contract.js';
import { startLineProcess } from '../../servers/line-process.js';
import { clientOf, type ServerUnderTest } from '../../servers/server.js';

const script = fileURLToPath(new URL('../../harness/add-in-child.ts', import.meta.url));

/** A child process that adds these words for this user once it is told to go. */
async function childThatAdds(
  server: ServerUnderTest,
  userId: string,
  words: string[],
): Promise<() => Promise<void>> {
  const child = await startLineProcess(process.execPath, [script, await server.address(), userId, ...words], {
    timeoutMs: 20_000,
  });
  return async () => {
    child.child.stdin?.end();
    expect(await child.nextLine(50_000)).toBe('done');
    await child.stop();
  };
}

contract('two processes that add messages for one user at the same time', (server) => {
  const client = clientOf(server);

  /** All words are stored; with the server's lock none of them is lost again by another run's edit. */
  async function expectLearned(userId: string, words: string[]): Promise<void> {
    const memory = memoryOn(server);
    const agentId = (await memory.getMemoryAgentId(userId)) ?? '';
    const stored = await storedText(client, agentId);
    for (const word of words) expect(stored).toContain(word);
    if (!server.differences.backgroundEndpoint) return;
    expect((await memory.getUserMemory(userId))?.split('\n').toSorted()).toEqual(words.toSorted());
  }

  test('are both learned, in the order of each', async () => {
    const userId = uniqueUser();
    await memoryOn(server).initializeUserMemory(userId);
    const ours = ['a1', 'a2', 'a3'].map(uniqueWord);
    const theirs = ['b1', 'b2', 'b3'].map(uniqueWord);
    const go = await childThatAdds(server, userId, theirs);
    const memory = memoryOn(server);
    const adding = ours.map(async (word) =>
      memory.waitForRun(await memory.addMessages(userId, [says(word)])),
    );
    await Promise.all([...adding, go()]);
    await expectLearned(userId, [...ours, ...theirs]);
    // without the server's lock edits of the two are lost (the docs say so), but each one's order is kept
    const agentId = (await memory.getMemoryAgentId(userId)) ?? '';
    const { items } = await client.agents.messages.list(agentId, { order: 'asc', limit: 1000 });
    const stored = JSON.stringify(userMessages(items));
    const inOrderOfStorage = (words: string[]) =>
      words.toSorted((left, right) => stored.indexOf(left) - stored.indexOf(right));
    expect(inOrderOfStorage(ours)).toEqual(ours);
    expect(inOrderOfStorage(theirs)).toEqual(theirs);
  });

  test('make one memory of a new user', async () => {
    const userId = uniqueUser();
    const [ours, theirs] = [uniqueWord('a'), uniqueWord('b')];
    const go = await childThatAdds(server, userId, [theirs]);
    const memory = memoryOn(server);
    const adding = memory.addMessages(userId, [says(ours)]).then((run) => memory.waitForRun(run));
    await Promise.all([adding, go()]);
    await expectLearned(userId, [ours, theirs]);
    const tags = [`letta-memory:user:${userId}`];
    expect((await client.agents.list({ tags })).items).toHaveLength(1);
    expect((await client.blocks.list({ tags })).items).toHaveLength(2);
  });

  test('and two objects of one process are both learned', async () => {
    const userId = uniqueUser();
    const words = ['a', 'b', 'c', 'd'].map(uniqueWord);
    const memories = [memoryOn(server), memoryOn(server)];
    await memories[0]!.initializeUserMemory(userId);
    await Promise.all(
      words.map(async (word, index) => {
        const memory = memories[index % 2]!;
        await memory.waitForRun(await memory.addMessages(userId, [says(word)]));
      }),
    );
    await expectLearned(userId, words);
  });
});
