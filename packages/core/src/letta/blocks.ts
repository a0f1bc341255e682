import { PAGE_SIZE } from '../defaults.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import type { MemoryAgent } from './agents.js';
import { blocksOfNewUser, type MemoryBlock, type StoredBlock } from './block-shapes.js';
import { call, ignoringNotFound, isNotFound, type Connection } from './connection.js';
import { MEMORY_TAG } from './user-tag.js';

/**
 * Gives an agent that exists the wanted blocks: missing ones are added, of those that are there description
 * and limit are changed where they were given and differ. What was learned is never touched.
 */
export async function applyBlocks(
  connection: Connection,
  agent: MemoryAgent,
  blocks: readonly MemoryBlock[],
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const block of blocks) {
    const existing = agent.blocks.find(({ label }) => label === block.label);
    if (existing) await updateBlock(connection, existing, block, signal);
    else await addBlock(connection, agent.id, block, tags, signal);
  }
}

async function updateBlock(
  connection: Connection,
  existing: StoredBlock,
  wanted: MemoryBlock,
  signal: AbortSignal | undefined,
): Promise<void> {
  const change = {
    ...(wanted.description !== undefined && wanted.description !== existing.description
      ? { description: wanted.description }
      : {}),
    ...(wanted.limit !== undefined && wanted.limit !== existing.limit ? { limit: wanted.limit } : {}),
  };
  if (Object.keys(change).length === 0) return;
  await call(connection, { operation: 'change a memory block', signal }, (client, options) =>
    client.blocks.update(existing.id, change, options),
  );
}

async function addBlock(
  connection: Connection,
  agentId: string,
  block: MemoryBlock,
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const definition = blocksOfNewUser([block]).find(({ label }) => label === block.label);
  if (!definition) return;
  const { id } = await call(
    connection,
    { operation: 'create a memory block', signal, maxRetries: 0 },
    (client, options) => client.blocks.create({ ...definition, tags: [MEMORY_TAG, ...tags] }, options),
  );
  try {
    await call(connection, { operation: 'attach a memory block', signal, maxRetries: 0 }, (client, options) =>
      client.agents.blocks.attach(id, { agent_id: agentId }, options),
    );
  } catch (error) {
    await deleteBlock(connection, id, undefined);
    // Another process may have attached one of this label meanwhile, which is what was wanted.
    if (!(await hasBlock(connection, agentId, block.label, signal))) throw error;
  }
}

async function hasBlock(
  connection: Connection,
  agentId: string,
  label: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await call(connection, { operation: 'read a memory block', signal }, (client, options) =>
      client.agents.blocks.retrieve(label, { agent_id: agentId }, options),
    );
    return true;
  } catch (error) {
    if (MemoryRequestError.isInstance(error) && !isNotFound(error)) throw error;
    return false;
  }
}

/** Deletes a block; one that is gone already is no error. */
export async function deleteBlock(
  connection: Connection,
  blockId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await ignoringNotFound(
    call(connection, { operation: 'delete a memory block', signal }, (client, options) =>
      client.blocks.delete(blockId, options),
    ),
  );
}

/** The ids of all blocks that bear a tag, on agents or stray. */
export async function findBlockIds(
  connection: Connection,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ;) {
    const { items } = await call(connection, { operation: 'find memory blocks', signal }, (client, options) =>
      client.blocks.list(
        { tags: [tag], match_all_tags: true, order: 'asc', limit: PAGE_SIZE, after },
        options,
      ),
    );
    ids.push(...items.map(({ id }) => id));
    after = items.at(-1)?.id;
    if (items.length < PAGE_SIZE || after === undefined) return ids;
  }
}

/** The ids of the agents a block is attached to; none for a block that is gone. */
export async function agentsOfBlock(
  connection: Connection,
  blockId: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  try {
    const { items } = await call(
      connection,
      { operation: 'see who shares a memory block', signal },
      (client, options) => client.blocks.agents.list(blockId, { limit: PAGE_SIZE }, options),
    );
    return items.map(({ id }) => id);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
