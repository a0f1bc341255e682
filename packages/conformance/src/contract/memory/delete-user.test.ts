import { expect, test } from 'vitest';

import { memoryOn, recordedMemory, says, teach } from '../../harness/memory.js';
import { breakingFetch } from '../../harness/recording-fetch.js';
import { rejectionOf, statusOf } from '../../harness/rejection.js';
import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('deleteUser', (server) => {
  const client = clientOf(server);
  const memory = memoryOn(server);
  const { notDeletable } = server.differences;

  /** A user with everything that can be kept of one, each part with the same word in it. */
  async function rememberedUser(): Promise<{
    userId: string;
    word: string;
    agentId: string;
    blocks: string[];
  }> {
    const word = uniqueWord('secret');
    const userId = `${word}-user`;
    const agentId = await memory.initializeUserMemory(userId, {
      blocks: [{ label: 'goals', description: `of ${word}`, value: `${word} wants tea` }],
    });
    await client.agents.passages.create(agentId, { text: `${word} in the archive`, tags: [word] });
    const blocks = (await client.agents.blocks.list(agentId)).items.map(({ id }) => id);
    return { userId, word, agentId, blocks };
  }

  test('removes agent, blocks, messages and archive, by the API and to the last string of the database', async () => {
    const { userId, word, agentId, blocks } = await rememberedUser();
    const run = await memory.addMessages(userId, [says(`my ${word} words`)]);
    await memory.waitForRun(run);
    await rejectionOf(teach(memory, userId, `${word} [[fail-step 2]]`));
    const [archive] = (await client.archives.list({ agent_id: agentId })).items;
    expect(await server.dump()).toContain(word);

    expect(await memory.deleteUser(userId)).toEqual({ deleted: true, notDeletable });

    expect(await memory.getContext(userId)).toBeNull();
    expect(await statusOf(client.agents.retrieve(agentId))).toBe(404);
    for (const block of blocks) expect(await statusOf(client.blocks.retrieve(block))).toBe(404);
    expect(await statusOf(client.archives.retrieve(archive!.id))).toBe(404);
    expect(await statusOf(client.runs.retrieve(run.id))).toBe(404);
    expect(await client.tags.list({ name: word })).toEqual([]);
    expect(await server.dump()).not.toContain(word);
  });

  test('is idempotent: a user without memory is no error', async () => {
    const { userId } = await rememberedUser();
    await memory.deleteUser(userId);
    const nothing = { deleted: false, notDeletable: [] };
    expect(await memory.deleteUser(userId)).toEqual(nothing);
    expect(await memoryOn(server).deleteUser(uniqueUser())).toEqual(nothing);
  });

  test('keeps what others share, and takes it from the user', async () => {
    const { userId } = await rememberedUser();
    const other = uniqueUser();
    const [agentId, otherAgent] = [
      await memory.initializeUserMemory(userId),
      await memory.initializeUserMemory(other),
    ];
    const shared = await client.blocks.create({ label: 'team', value: uniqueWord('shared') });
    for (const agent_id of [agentId, otherAgent]) await client.agents.blocks.attach(shared.id, { agent_id });
    await memory.deleteUser(userId);
    expect((await client.blocks.retrieve(shared.id)).value).toBe(shared.value);
    expect(await memory.getContext(other)).toContain(shared.value);
    await memory.deleteUser(other);
    expect(await statusOf(client.blocks.retrieve(shared.id))).toBe(404);
  });

  test("touches nothing of another user's", async () => {
    const { userId, word } = await rememberedUser();
    const neighbours = [`${userId}x`, userId.slice(0, -1), userId.toUpperCase(), `${userId}%`, `${userId}/`];
    for (const neighbour of neighbours) {
      await memory.initializeUserMemory(neighbour, {
        blocks: [{ label: 'human', value: `I am ${neighbour}` }],
      });
    }
    await memory.deleteUser(userId);
    for (const neighbour of neighbours)
      expect(await memory.getUserMemory(neighbour)).toBe(`I am ${neighbour}`);
    for (const neighbour of neighbours) await memory.deleteUser(neighbour);
    expect((await server.dump()).toLowerCase()).not.toContain(word.toLowerCase());
  });

  test('goes on where it broke off, whichever request the connection failed at', async () => {
    const counting = recordedMemory(server);
    const sample = await rememberedUser();
    await counting.memory.deleteUser(sample.userId);
    const requests = counting.requests.length;
    expect(requests).toBeGreaterThan(5);
    const words: string[] = [];
    const breakAt = async (at: number): Promise<void> => {
      const { userId, word } = await rememberedUser();
      words.push(word);
      // dead from this request on, as if the process had been killed
      const fetch = breakingFetch(server.fetch, (count) => count >= at);
      const breaking = memoryOn(server, { client: clientOf(server, { fetch }) }).deleteUser(userId);
      // the last request only asks which server it was, when everything is gone already
      if (at === requests) expect(await breaking).toMatchObject({ deleted: true });
      else
        expect(await rejectionOf(breaking), `at ${at}`).toMatchObject({ code: 'request', isRetryable: true });
      await memoryOn(server).deleteUser(userId);
      expect(await memory.getMemoryAgentId(userId), `at ${at}`).toBeNull();
    };
    const all = Array.from({ length: requests }, (_, index) => index + 1);
    for (let start = 0; start < all.length; start += 8)
      await Promise.all(all.slice(start, start + 8).map(breakAt));
    const dump = await server.dump();
    expect(words.filter((word) => dump.includes(word))).toEqual([]);
  });

  test('half-way done leaves no memory to read or to add to', async () => {
    const { userId } = await rememberedUser();
    const broken = memoryOn(server, {
      client: clientOf(server, {
        fetch: async (input, init) => {
          if (init?.method === 'delete' || init?.method === 'DELETE') throw new TypeError('fetch failed');
          return server.fetch(input, init);
        },
      }),
    });
    await rejectionOf(broken.deleteUser(userId));
    expect(await memoryOn(server).getContext(userId)).toBeNull();
    expect((await memoryOn(server).deleteUser(userId)).deleted).toBe(true);
  });

  test('stops what is being learned and leaves nothing of it', async () => {
    const { userId, word } = await rememberedUser();
    await memory.addMessages(userId, [says(`${word} [[slow 1500]]`)]);
    expect((await memory.deleteUser(userId)).deleted).toBe(true);
    // a run of another user that surely ends after the deleted one would have
    await teach(memory, uniqueUser(), '[[slow 2500]]');
    expect(await memory.getContext(userId)).toBeNull();
    expect(await server.dump()).not.toContain(word);
  });

  test('lets the user begin anew', async () => {
    const { userId, agentId } = await rememberedUser();
    await memory.deleteUser(userId);
    expect(await teach(memory, userId, 'I am back')).not.toBe(agentId);
    expect(await memory.getUserMemory(userId)).toBe('I am back');
  });

  test('refuses an empty user id', async () => {
    expect(await rejectionOf(memory.deleteUser(''))).toMatchObject({ code: 'argument', argument: 'userId' });
  });
});
