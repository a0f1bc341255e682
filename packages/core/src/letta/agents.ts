import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import { FALLBACK_CONTEXT_WINDOW, PAGE_SIZE } from '../defaults.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { readBlock, type BlockDefinition, type StoredBlock } from './block-shapes.js';
import { ignoringNotFound, type Server } from './server.js';
import { agentName, decodeUserId, encodeUserId, MEMORY_TAG } from './user-tag.js';

/** A memory agent as the server holds it, with its blocks. */
export interface MemoryAgent {
  id: string;
  createdAt: string;
  /** Tokens its model can read at once. */
  contextWindow: number;
  blocks: StoredBlock[];
  /** The user it belongs to; null when another package made it. */
  userId: string | null;
  /** Whether a deletion has begun: such an agent is no memory any more, only something to remove. */
  isTombstoned: boolean;
  metadata: Record<string, unknown>;
}

const USER_FIELD = 'lettaMemoryUser';
const TOMBSTONE_FIELD = 'lettaMemoryDeleted';

/**
 * All agents that bear all of these tags, oldest first, with their blocks, in one request. The oldest is the
 * user's memory; more than one are there only while two processes create one at once, or after a crash.
 */
export async function findAgents(server: Server, tags: readonly string[]): Promise<MemoryAgent[]> {
  const page = await server.ask('find the memory agent', (client, options) =>
    client.agents.list(
      {
        tags: [...tags],
        match_all_tags: true,
        include: ['agent.blocks'],
        order: 'asc',
        order_by: 'created_at',
        limit: PAGE_SIZE,
      },
      options,
    ),
  );
  return page.items.map(readAgent).toSorted(olderFirst);
}

/** The user's memory among the agents that bear the tags: the oldest one that is not being deleted. */
export function livingAgent(agents: readonly MemoryAgent[]): MemoryAgent | null {
  return agents.find((agent) => !agent.isTombstoned) ?? null;
}

/** What a new agent is made from. */
export interface AgentSpecification {
  userId: string;
  tags: readonly string[];
  blocks: readonly BlockDefinition[];
  model: string;
  embedding: string | undefined;
  timeZone: string;
}

/**
 * Creates the agent with its tagged blocks in one request, which is never repeated: a repeated one leaves a
 * second agent behind.
 */
export async function createAgent(server: Server, specification: AgentSpecification): Promise<MemoryAgent> {
  const { userId, tags, model, embedding } = specification;
  const name = await agentName(userId);
  const operation = 'create the memory agent';
  try {
    const agent = await server.ask(
      operation,
      (client, options) =>
        client.agents.create(
          {
            name,
            agent_type: 'sleeptime_agent',
            model,
            ...(embedding === undefined ? {} : { embedding }),
            tags: [MEMORY_TAG, ...tags],
            memory_blocks: specification.blocks.map((block) => ({ ...block, tags: [MEMORY_TAG, ...tags] })),
            initial_message_sequence: [],
            message_buffer_autoclear: true,
            timezone: specification.timeZone,
            metadata: { [USER_FIELD]: encodeUserId(userId) },
          },
          options,
        ),
      { maxRetries: 0, tellDetail: true },
    );
    return readAgent(agent);
  } catch (error) {
    if (MemoryRequestError.isInstance(error) && error.status === 404) {
      throw new MemoryConfigurationError({
        message:
          `The memory server does not know the model "${model}"${embedding ? ` or the embedding "${embedding}"` : ''}. ` +
          'Name one of its models: the options `model` and `embedding` of Memory, or LETTA_MODEL and LETTA_EMBEDDING.',
        cause: error,
      });
    }
    throw error;
  }
}

/** Marks an agent as being deleted, so that nobody takes it for a memory any more. Repeating it does no harm. */
export async function tombstoneAgent(server: Server, agent: MemoryAgent): Promise<void> {
  if (agent.isTombstoned) return;
  const metadata = { ...agent.metadata, [TOMBSTONE_FIELD]: true };
  await server.ask('mark the memory agent as deleted', (client, options) =>
    client.agents.update(agent.id, { metadata }, options),
  );
}

/** Deletes an agent with its messages and runs; one that is gone already is no error. */
export async function deleteAgent(server: Server, agentId: string): Promise<void> {
  await ignoringNotFound(
    server.ask('delete the memory agent', (client, options) => client.agents.delete(agentId, options)),
  );
}

function readAgent(agent: AgentState): MemoryAgent {
  const metadata = agent.metadata ?? {};
  const encodedUser = metadata[USER_FIELD];
  return {
    id: agent.id,
    createdAt: agent.created_at ?? '',
    contextWindow: agent.llm_config?.context_window ?? FALLBACK_CONTEXT_WINDOW,
    // Letta gives blocks in no certain order, but a prompt must stay the same for its provider's cache.
    blocks: (agent.blocks ?? [])
      .map(readBlock)
      .filter((block) => block !== null)
      .toSorted((left, right) => compare(left.label, right.label)),
    userId: typeof encodedUser === 'string' ? decodeUserId(encodedUser) : null,
    isTombstoned: metadata[TOMBSTONE_FIELD] === true,
    metadata,
  };
}

function olderFirst(left: MemoryAgent, right: MemoryAgent): number {
  return compare(left.createdAt, right.createdAt) || compare(left.id, right.id);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
