import { AGENT_SETTLE_MS, KNOWN_USERS } from '../defaults.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import type { MemoryEvent } from '../events.js';
import { createAgent, deleteAgent, findAgents, livingAgent, type MemoryAgent } from './agents.js';
import { blocksOfNewUser, type MemoryBlock } from './block-shapes.js';
import { applyBlocks, deleteBlock } from './blocks.js';
import { BoundedMap } from './bounded-map.js';
import type { Server } from './server.js';
import { deleteEverythingOf, type UserTags } from './deletion.js';
import { chooseEmbedding, chooseModel } from './models.js';
import { userTag } from './user-tag.js';

/** What is kept of an agent between calls. */
export interface KnownAgent {
  agentId: string;
  /** Tokens. */
  contextWindow: number;
}

/** An agent that we have made, with the blocks that were asked for. */
interface Creation {
  created: MemoryAgent;
  blocks: readonly MemoryBlock[];
}

interface Entry extends KnownAgent {
  /** Made by us and not yet looked at a last time: the agent, and when that look sees every rival. */
  unsettled?: Creation & { settlesAt: number };
}

/** How agents are found and made. */
export interface AgentSettings {
  /** Read at the time of need, since the environment may be complete only then. */
  model: () => string | undefined;
  embedding: () => string | undefined;
  timeZone: (userId: string) => string;
  /** The app's own tags to look agents up by; undefined for ours. */
  tags: ((userId: string) => readonly string[]) | undefined;
  blocks: readonly MemoryBlock[];
  onEvent: (event: MemoryEvent) => void;
}

/**
 * The memory agents of all users: found by tag, made when missing, remembered between calls. Two processes that
 * make one at once agree on the oldest, and the other one removes its own.
 */
export class UserAgents {
  readonly #settings: AgentSettings;
  readonly #known = new BoundedMap<string, Entry>(KNOWN_USERS);
  #chosenModel: string | undefined;
  /** In an object of its own, since a server may have none and is asked only once. */
  #chosenEmbedding: { handle: string | undefined } | undefined;
  /** Grows when a user is forgotten, so that a look that began before does not remember what is gone. */
  #generation = 0;

  constructor(settings: AgentSettings) {
    this.#settings = settings;
  }

  /** The tags of everything of one user. */
  async tagsOf(userId: string): Promise<UserTags> {
    const own = await userTag(userId);
    return { own, lookup: this.#settings.tags?.(userId) ?? [own] };
  }

  /** The user's agent with its blocks, or null. One request, and nothing is ever made. */
  async find(server: Server, userId: string): Promise<MemoryAgent | null> {
    const generation = this.#generation;
    const { lookup } = await this.tagsOf(userId);
    const agent = livingAgent(await findAgents(server, lookup));
    const isUnsettled = this.#known.get(userId)?.unsettled !== undefined;
    if (generation === this.#generation && !isUnsettled) {
      if (agent) this.#remember(userId, agent);
      else this.#known.delete(userId);
    }
    return agent;
  }

  /** The user's agent, made when there is none, with these blocks added or changed. */
  async ensure(server: Server, userId: string, blocks: readonly MemoryBlock[] = []): Promise<MemoryAgent> {
    const tags = await this.tagsOf(userId);
    const agents = await findAgents(server, tags.lookup);
    const existing = livingAgent(agents);
    if (existing) {
      if (this.#known.get(userId)?.unsettled?.created.id !== existing.id) this.#remember(userId, existing);
      await applyBlocks(server, existing, blocks, [tags.own]);
      return existing;
    }
    // Only remains of a deletion that broke off: finish it, so that none of the old is in the new.
    if (agents.length > 0) await deleteEverythingOf(server, tags);
    return this.#create(server, userId, tags, blocks);
  }

  /**
   * The agent to deliver to: known ones without a request; one that we have just made is looked at once more,
   * when no older one of another process can still appear.
   */
  async forDelivery(server: Server, userId: string): Promise<KnownAgent> {
    if (!this.#known.get(userId)) await this.ensure(server, userId);
    const entry = this.#known.get(userId);
    if (!entry) throw deletedMeanwhile();
    if (!entry.unsettled) return entry;
    const { settlesAt } = entry.unsettled;
    await server.sleep(Math.max(0, settlesAt - Date.now()));
    const tags = await this.tagsOf(userId);
    return this.#remember(userId, await this.#settle(server, userId, entry.unsettled, tags));
  }

  /** Forgets all that is kept of a user in this process. */
  forget(userId: string): void {
    this.#generation += 1;
    this.#known.delete(userId);
  }

  async #create(
    server: Server,
    userId: string,
    tags: UserTags,
    blocks: readonly MemoryBlock[],
  ): Promise<MemoryAgent> {
    const model = this.#settings.model() ?? (this.#chosenModel ??= await chooseModel(server));
    const embedding = this.#settings.embedding() ?? (await this.#firstEmbedding(server));
    let created: MemoryAgent;
    try {
      created = await createAgent(server, {
        userId,
        tags: [...new Set([tags.own, ...tags.lookup])],
        blocks: blocksOfNewUser(this.#settings.blocks, blocks),
        model,
        embedding,
        timeZone: this.#settings.timeZone(userId),
      });
    } catch (error) {
      // The server's models may have changed since one was chosen.
      this.#chosenModel = undefined;
      this.#chosenEmbedding = undefined;
      if (!MemoryRequestError.isInstance(error) || !error.isRetryable) throw error;
      // Without an answer nobody knows whether there is an agent now; a second creation could make a second one.
      const agent = livingAgent(await findAgents(server, tags.lookup));
      if (!agent) throw error;
      this.#remember(userId, agent);
      await applyBlocks(server, agent, blocks, [tags.own]);
      return agent;
    }
    this.#settings.onEvent({ type: 'agent-created', userId, agentId: created.id, model });
    const winner = await this.#settle(server, userId, { created, blocks }, tags);
    this.#remember(userId, winner, winner.id === created.id ? { created, blocks } : undefined);
    return winner;
  }

  async #firstEmbedding(server: Server): Promise<string | undefined> {
    this.#chosenEmbedding ??= { handle: await chooseEmbedding(server) };
    return this.#chosenEmbedding.handle;
  }

  /** Looks who came first; when that is not the agent we made, ours goes, with its blocks. */
  async #settle(
    server: Server,
    userId: string,
    { created, blocks }: Creation,
    tags: UserTags,
  ): Promise<MemoryAgent> {
    const winner = livingAgent(await findAgents(server, tags.lookup));
    if (!winner) {
      this.forget(userId);
      throw deletedMeanwhile();
    }
    if (winner.id === created.id) return winner;
    for (const block of created.blocks) await deleteBlock(server, block.id);
    await deleteAgent(server, created.id);
    this.#settings.onEvent({ type: 'agent-removed', userId, agentId: created.id, keptAgentId: winner.id });
    // The blocks that were asked for here go to the one that stays.
    await applyBlocks(server, winner, blocks, [tags.own]);
    return winner;
  }

  #remember(userId: string, agent: MemoryAgent, creation?: Creation): KnownAgent {
    const entry: Entry = { agentId: agent.id, contextWindow: agent.contextWindow };
    if (creation) entry.unsettled = { ...creation, settlesAt: Date.now() + AGENT_SETTLE_MS };
    this.#known.set(userId, entry);
    return entry;
  }
}

function deletedMeanwhile(): MemoryRequestError {
  return new MemoryRequestError({
    operation: 'create the memory agent',
    status: undefined,
    isRetryable: true,
    message: "The user's memory was deleted elsewhere while it was being created. Call again to start anew.",
  });
}
