import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { newId } from './ids.js';
import { openStorage, type Storage } from './open-storage.js';

/** Words that stand nowhere but in what the user said or is called. */
const WORDS = ['zanzibarsky', 'quokkatown', 'pfefferminz', 'sarahkowalska'];

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letta-memory-deletion-'));
  storage = await openStorage({ url: `file:${folder}/memory.db` });
});

afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

describe('deleting an agent, its blocks and its archive', () => {
  it('leaves no byte of the words in the file, its log and its shared memory', async () => {
    const kept = await learn('neighbour', ['kept'], 40);
    const gone = await learn('sarahkowalska', WORDS, 200);
    expect(await wordsOnDisk(WORDS)).toEqual(WORDS);

    await storage.archives.delete(gone.archiveId);
    await storage.blocks.delete(gone.blockId);
    await storage.agents.delete(gone.agentId);

    expect(await wordsOnDisk(WORDS)).toEqual([]);
    expect(await storage.messages.search(kept.agentId, 'kept', 100)).toHaveLength(40);
    expect(await storage.messages.list({ agentId: kept.agentId })).toHaveLength(41);
  });

  it('leaves no byte after single passages are deleted', async () => {
    const { agentId, archiveId, blockId } = await learn('somebody', ['neutral'], 60);
    const texts = Array.from({ length: 60 }, (_, index) => `${index} ${WORDS.join(' ')}`);
    for (const text of texts) {
      await storage.passages.create({ archiveId, text, tags: [...WORDS], metadata: {} });
    }
    for (const passage of await storage.passages.list({ archiveId }, { limit: null, ascending: true })) {
      expect(await storage.passages.delete(passage.id)).toBe(true);
    }
    expect(await wordsOnDisk(WORDS)).toEqual([]);
    expect(await storage.passages.search(WORDS.join(' '), { agentId }, 10)).toEqual([]);
    expect(await storage.blocks.retrieve(blockId)).not.toBeNull();
  });

  it('leaves no byte of a block value that was replaced before the deletion', async () => {
    const { blockId } = await learn('somebody', ['neutral'], 1);
    await storage.blocks.update(blockId, { value: `${WORDS.join(' ')} `.repeat(400) });
    await storage.blocks.update(blockId, { value: 'short' });
    await storage.blocks.delete(blockId);
    expect(await wordsOnDisk(WORDS)).toEqual([]);
  });

  it('leaves no byte of what a hand edit or a change of tags took away', async () => {
    const { agentId, blockId, archiveId } = await learn('sarahkowalska', WORDS, 1);
    await storage.archives.delete(archiveId);
    await storage.agents.delete(agentId);
    await storage.blocks.update(blockId, { value: '', tags: [], metadata: {} });
    expect(await wordsOnDisk(['sarahkowalska', ...WORDS])).toEqual([]);
  });

  it('leaves no byte of a run that failed or never ended', async () => {
    const { agentId } = await learn('somebody', ['neutral'], 1);
    const input = [{ role: 'user' as const, content: WORDS.join(' '), otid: 'sarahkowalska' }];
    const failed = await storage.runs.accept({ agentId, input, maxSteps: 1 });
    await storage.runs.finish(failed.id, { status: 'failed', stopReason: 'error', errorDetail: null });
    await storage.runs.accept({ agentId, input, maxSteps: 1 });
    await storage.agents.delete(agentId);
    expect(await wordsOnDisk(WORDS)).toEqual([]);
  });
});

async function learn(user: string, words: readonly string[], rounds: number) {
  const tags = [`letta-memory:user:${user}`];
  const agent = await storage.agents.create(
    {
      name: 'memory',
      agentType: 'sleeptime_agent',
      system: 'Be good.',
      model: 'any/model',
      embedding: null,
      description: user,
      metadata: { user },
      settings: {},
      timezone: 'UTC',
      messageBufferAutoclear: true,
      hidden: null,
      tags,
    },
    [
      {
        label: 'human',
        value: words.join(' '),
        limit: 100,
        description: null,
        readOnly: false,
        metadata: { user },
        hidden: null,
        tags,
      },
    ],
  );
  const [block] = await storage.blocks.ofAgent(agent.id);
  const archive = await storage.archives.ofAgent(agent.id, {
    name: `${user}'s archive`,
    description: null,
    embedding: null,
    metadata: {},
  });
  for (let round = 0; round < rounds; round += 1) {
    const content = `Round ${round}: ${words.join(' and ')}`;
    const run = await storage.runs.accept({
      agentId: agent.id,
      input: [{ role: 'user', content, otid: null }],
      maxSteps: 3,
    });
    await storage.runs.commitStep({
      runId: run.id,
      agentId: agent.id,
      stepIndex: 0,
      messages: [{ id: newId('message'), role: 'user', content, reasoning: content }],
      blocks: [{ id: block!.id, value: content.repeat(round % 20) }],
      usage: { model: 'mock', promptTokens: 1, completionTokens: 1, totalTokens: 2 },
      end: { status: 'completed', stopReason: 'tool_rule', errorDetail: null },
    });
    await storage.passages.create({ archiveId: archive.id, text: content, tags: [...words], metadata: {} });
  }
  return { agentId: agent.id, blockId: block!.id, archiveId: archive.id };
}

async function wordsOnDisk(words: readonly string[]): Promise<string[]> {
  const files = await readdir(folder);
  expect(files).toEqual(expect.arrayContaining(['memory.db', 'memory.db-shm', 'memory.db-wal']));
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
  return words.filter((word) =>
    contents.some((bytes) => bytes.toString('latin1').toLowerCase().includes(word)),
  );
}
