import { CANCEL_WAIT_MS, DELETE_ROUNDS, LONGEST_POLL_MS, PAGE_SIZE } from '../defaults.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { deleteAgent, findAgents, tombstoneAgent, type MemoryAgent } from './agents.js';
import { agentsOfBlock, deleteBlock, findBlocks, untagBlock } from './blocks.js';
import { field, ignoringNotFound, isNotFound, type Server } from './server.js';
import { pollIntervals } from './poll-intervals.js';
import { activeRuns, cancelRuns } from './runs.js';

/** What identifies everything of one user on the server. */
export interface UserTags {
  /** The tag that marks every agent and block of the user that we made. */
  own: string;
  /** Tags by which the app finds the user's agents instead; they mark no blocks. */
  lookup: readonly string[];
}

/**
 * Deletes all of a user: agents with their messages and runs, their archives, folders and blocks, and blocks
 * that a crash left behind. What other agents share stays. A Letta server deletes with an agent neither blocks
 * nor archives nor folders, so they go first and the agent last: a deletion that broke off is found again by
 * its agent, marked by a tombstone, and goes on.
 *
 * @returns whether there was anything to delete.
 */
export async function deleteEverythingOf(server: Server, tags: UserTags): Promise<boolean> {
  let deleted = false;
  for (let round = 0; round < DELETE_ROUNDS; round += 1) {
    const agents = await agentsOfUser(server, tags);
    // All of them first, so that no other process takes up the second while the first is being deleted.
    for (const agent of agents) await ignoringNotFound(tombstoneAgent(server, agent));
    for (const agent of agents) await deleteAgentWithBelongings(server, agent);
    const tagged = await clearTaggedBlocks(server, tags.own);
    if (agents.length === 0 && tagged === 0) return deleted;
    // Something was there: look again, since another process may have been creating meanwhile.
    deleted = true;
  }
  throw new MemoryRequestError({
    operation: 'delete the user',
    status: undefined,
    isRetryable: true,
    message:
      "Could not delete all of the user's memory: something keeps creating it anew. " +
      'Stop what still adds messages for this user, then delete again.',
  });
}

async function agentsOfUser(server: Server, tags: UserTags): Promise<MemoryAgent[]> {
  const own = await findAgents(server, [tags.own]);
  if (tags.lookup.length === 1 && tags.lookup[0] === tags.own) return own;
  const others = await findAgents(server, tags.lookup);
  return [...own, ...others.filter(({ id }) => own.every((agent) => agent.id !== id))];
}

async function deleteAgentWithBelongings(server: Server, agent: MemoryAgent): Promise<void> {
  await stopRuns(server, agent.id);
  await deleteArchives(server, agent.id);
  await deleteFolders(server, agent.id);
  for (const block of agent.blocks) {
    const sharers = await agentsOfBlock(server, block.id);
    if (sharers.every((id) => id === agent.id)) await deleteBlock(server, block.id);
  }
  await deleteAgent(server, agent.id);
}

/** Cancels what is under way and waits a while for it to end: a run without its agent cannot write any more. */
async function stopRuns(server: Server, agentId: string): Promise<void> {
  const deadline = Date.now() + CANCEL_WAIT_MS;
  for (const interval of pollIntervals()) {
    const runs = await activeRuns(server, agentId);
    if (runs.length === 0 || Date.now() >= deadline) return;
    try {
      await cancelRuns(
        server,
        agentId,
        runs.map(({ id }) => id),
      );
    } catch (error) {
      // They may have ended just now, or the server may not track runs; the agent's deletion ends them anyway.
      if (!MemoryRequestError.isInstance(error) || error.status === 401 || error.status === 403) throw error;
    }
    await server.sleep(Math.min(interval, LONGEST_POLL_MS));
  }
}

async function deleteArchives(server: Server, agentId: string): Promise<void> {
  const { items } = await server.ask('list archives', (client, options) =>
    client.archives.list({ agent_id: agentId, limit: PAGE_SIZE }, options),
  );
  for (const archive of items) {
    const sharers = await agentsOfArchive(server, archive.id);
    if (!sharers.every((id) => id === agentId)) continue;
    await ignoringNotFound(
      server.ask('delete an archive', (client, options) => client.archives.delete(archive.id, options)),
    );
  }
}

/** The client has no method for this route of the server, only its general `get`. */
async function agentsOfArchive(server: Server, archiveId: string): Promise<unknown[]> {
  try {
    const agents = await server.ask('see who shares an archive', (client, options) =>
      client.get<unknown>(`/v1/archives/${encodeURIComponent(archiveId)}/agents`, {
        ...options,
        query: { limit: PAGE_SIZE },
      }),
    );
    return Array.isArray(agents) ? agents.map((agent) => field(agent, 'id')) : [];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function deleteFolders(server: Server, agentId: string): Promise<void> {
  const { items } = await server.ask('list folders', (client, options) =>
    client.agents.folders.list(agentId, { limit: PAGE_SIZE }, options),
  );
  for (const folder of items) {
    const sharers = await server.ask('see who shares a folder', (client, options) =>
      client.folders.agents.list(folder.id, { limit: PAGE_SIZE }, options),
    );
    if (!sharers.every((id) => id === agentId)) continue;
    await ignoringNotFound(
      server.ask('delete a folder', (client, options) => client.folders.delete(folder.id, options)),
    );
  }
}

/**
 * Deletes blocks that bear the user's tag but belong to no agent, and takes the tag, which names the user, off
 * those that another agent shares.
 *
 * @returns how many there were.
 */
async function clearTaggedBlocks(server: Server, tag: string): Promise<number> {
  const blocks = await findBlocks(server, tag);
  for (const block of blocks) {
    const sharers = await agentsOfBlock(server, block.id);
    if (sharers.length === 0) await deleteBlock(server, block.id);
    else await untagBlock(server, block, tag);
  }
  return blocks.length;
}

/**
 * What this server keeps of a deleted user and has no route to delete. Letta records every prompt and answer
 * as a provider trace unless LETTA_TRACK_PROVIDER_TRACE=false was set on it; the embedded server keeps nothing.
 */
export async function undeletableKinds(server: Server): Promise<string[]> {
  try {
    const { version } = await server.ask("read the server's version", (client, options) =>
      client.health(options),
    );
    return version.endsWith('-embedded') ? [] : ['provider_traces'];
  } catch (error) {
    // A server without a health route is no embedded one.
    if (MemoryRequestError.isInstance(error)) return ['provider_traces'];
    throw error;
  }
}
