import { PAGE_SIZE } from '../defaults.js';
import type { MemoryAgent } from './agents.js';
import { blocksOfNewUser, type MemoryBlock, type StoredBlock } from './block-shapes.js';
import { ignoringNotFound, isNotFound, type Server } from './server.js';
import { MEMORY_TAG } from './user-tag.js';

/**
 * Gives an agent that exists the wanted blocks: missing ones are added, of those that are there description
 * and limit are changed where they were given and differ. What was learned is never touched.
 */
export async function applyBlocks(
  server: Server,
  agent: MemoryAgent,
  blocks: readonly MemoryBlock[],
  tags: readonly string[],
): Promise<void> {
  for (const block of blocks) {
    const existing = agent.blocks.find(({ label }) => label === block.label);
    if (existing) await updateBlock(server, existing, block);
    else await addBlock(server, agent.id, block, tags);
  }
}

async function updateBlock(server: Server, existing: StoredBlock, wanted: MemoryBlock): Promise<void> {
  const change = {
    ...(wanted.description !== undefined && wanted.description !== existing.description
      ? { description: wanted.description }
      : {}),
    ...(wanted.limit !== undefined && wanted.limit !== existing.limit ? { limit: wanted.limit } : {}),
  };
  if (Object.keys(change).length === 0) return;
  await server.ask('change a memory block', (client, options) =>
    client.blocks.update(existing.id, change, options),
  );
}

async function addBlock(
  server: Server,
  agentId: string,
  block: MemoryBlock,
  tags: readonly string[],
): Promise<void> {
  const definition = blocksOfNewUser([block]).find(({ label }) => label === block.label);
  if (!definition) return;
  const { id } = await server.ask(
    'create a memory block',
    (client, options) => client.blocks.create({ ...definition, tags: [MEMORY_TAG, ...tags] }, options),
    { maxRetries: 0 },
  );
  try {
    await server.ask(
      'attach a memory block',
      (client, options) => client.agents.blocks.attach(id, { agent_id: agentId }, options),
      { maxRetries: 0 },
    );
  } catch (error) {
    await deleteBlock(server, id);
    // Another process may have attached one of this label meanwhile, which is what was wanted.
    if (!(await hasBlock(server, agentId, block.label))) throw error;
  }
}

async function hasBlock(server: Server, agentId: string, label: string): Promise<boolean> {
  try {
    await server.ask('read a memory block', (client, options) =>
      client.agents.blocks.retrieve(label, { agent_id: agentId }, options),
    );
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}

/** Deletes a block; one that is gone already is no error. */
export async function deleteBlock(server: Server, blockId: string): Promise<void> {
  await ignoringNotFound(
    server.ask('delete a memory block', (client, options) => client.blocks.delete(blockId, options)),
  );
}

/** A block that was found by its tag. */
export interface TaggedBlock {
  id: string;
  tags: string[];
}

/** All blocks that bear a tag, on agents or stray. */
export async function findBlocks(server: Server, tag: string): Promise<TaggedBlock[]> {
  const blocks: TaggedBlock[] = [];
  for (let after: string | undefined; ;) {
    const { items } = await server.ask('find memory blocks', (client, options) =>
      client.blocks.list(
        { tags: [tag], match_all_tags: true, order: 'asc', limit: PAGE_SIZE, after },
        options,
      ),
    );
    blocks.push(...items.map(({ id, tags }) => ({ id, tags: tags ?? [] })));
    after = items.at(-1)?.id;
    if (items.length < PAGE_SIZE || after === undefined) return blocks;
  }
}

/** Takes a tag off a block. */
export async function untagBlock(server: Server, block: TaggedBlock, tag: string): Promise<void> {
  const tags = block.tags.filter((candidate) => candidate !== tag);
  await ignoringNotFound(
    server.ask('take a tag off a memory block', (client, options) =>
      client.blocks.update(block.id, { tags }, options),
    ),
  );
}

/** The ids of the agents a block is attached to; none for a block that is gone. */
export async function agentsOfBlock(server: Server, blockId: string): Promise<string[]> {
  try {
    const { items } = await server.ask('see who shares a memory block', (client, options) =>
      client.blocks.agents.list(blockId, { limit: PAGE_SIZE }, options),
    );
    return items.map(({ id }) => id);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
