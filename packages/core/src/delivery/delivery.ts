import { LOCK_TRUST_MS } from '../defaults.js';
import type { MemoryError } from '../errors/memory-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import { MemoryRunTimeoutError } from '../errors/memory-run-timeout-error.js';
import type { MemoryEvent } from '../events.js';
import type { Sending } from '../letta/messages.js';
import type { Server } from '../letta/server.js';
import type { KnownAgent, UserAgents } from '../letta/user-agents.js';
import { OpenRuns } from './open-runs.js';
import { awaitRunEnd, requireGoodEnd } from './run-end.js';
import { send, type DeliveryWay } from './send.js';

/** What {@link Memory.addMessages} has handed to the memory agent. */
export interface MemoryRun {
  /** The run's id on the server; of the last one, when the messages were split. */
  id: string;
  /** The ids of all runs, in order: one for each portion of the messages. */
  runIds: string[];
  /** Whose memory learns. */
  userId: string;
  /** The memory agent that learns. */
  agentId: string;
}

/** How deliveries are made. */
export interface DeliverySettings {
  /** Steps of one run. */
  maxSteps: number;
  /** Milliseconds to wait for earlier runs of the agent. */
  runTimeoutMs: number;
  onEvent: (event: MemoryEvent) => void;
}

/** The messages of one run. */
export type Portion = Sending['messages'];

/** Hands messages to memory agents, one run of an agent at a time. */
export class Delivery {
  readonly #agents: UserAgents;
  readonly #settings: DeliverySettings;
  readonly #way: DeliveryWay = { isBackgroundSupported: true };
  /** Which runs may still be under way. */
  readonly openRuns = new OpenRuns();

  constructor(agents: UserAgents, settings: DeliverySettings) {
    this.#agents = agents;
    this.#settings = settings;
  }

  /**
   * Delivers messages, the later portions when the run of the one before has ended.
   *
   * @param server the server, with the signal that ends the waiting; what was accepted goes on
   * @param userId whose memory
   * @param contentsFor makes the portions, given the tokens of the agent's context
   */
  async deliver(
    server: Server,
    userId: string,
    contentsFor: (contextWindow: number) => string[],
  ): Promise<MemoryRun> {
    return this.deliverMessages(server, userId, (contextWindow) =>
      contentsFor(contextWindow).map((content) => [{ content, otid: crypto.randomUUID() }]),
    );
  }

  /**
   * Delivers messages that have names already, so that the server knows them when they are sent again.
   *
   * @param server the server, with the signal that ends the waiting; what was accepted goes on
   * @param userId whose memory
   * @param portionsFor makes the portions, one run each, given the tokens of the agent's context
   */
  async deliverMessages(
    server: Server,
    userId: string,
    portionsFor: (contextWindow: number) => readonly Portion[],
  ): Promise<MemoryRun> {
    let agent = await this.#agents.forDelivery(server, userId);
    const portions = portionsFor(agent.contextWindow);
    const runIds: string[] = [];
    for (const [index, portion] of portions.entries()) {
      const former = runIds.at(-1);
      if (former === undefined) await this.#awaitEarlierRun(server, userId);
      else await this.#requireLearned(server, former, index, portions.length);
      let runId = await this.#send(server, agent, portion);
      if (runId === null && index === 0) {
        // Deleted by another process: look it up anew, once.
        this.forget(userId);
        agent = await this.#agents.forDelivery(server, userId);
        runId = await this.#send(server, agent, portion);
      }
      if (runId === null) throw agentGone();
      this.openRuns.started(userId, runId);
      runIds.push(runId);
      this.#settings.onEvent({
        type: 'portion-accepted',
        userId,
        runId,
        portion: index + 1,
        portions: portions.length,
      });
    }
    const id = runIds.at(-1);
    if (id === undefined) throw agentGone();
    return { id, runIds, userId, agentId: agent.agentId };
  }

  /** Forgets all that is kept of a user in this process. */
  forget(userId: string): void {
    this.#agents.forget(userId);
    this.openRuns.forget(userId);
  }

  #send(server: Server, agent: KnownAgent, messages: Portion): Promise<string | null> {
    const { maxSteps, runTimeoutMs, onEvent } = this.#settings;
    return send(
      server,
      { agentId: agent.agentId, messages, maxSteps },
      { way: this.#way, runTimeoutMs, onEvent },
    );
  }

  /**
   * Waits for this process's last run of the user. Where the server locks the agent itself, it refuses while
   * that runs, so an idle agent costs no look.
   */
  async #awaitEarlierRun(server: Server, userId: string): Promise<void> {
    const open = this.openRuns.get(userId);
    if (!open) return;
    const age = Date.now() - open.acceptedAt;
    if (this.#way.isBackgroundSupported && age < LOCK_TRUST_MS) return;
    const timeoutMs = this.#settings.runTimeoutMs;
    try {
      await awaitRunEnd(server, open.runId, {
        deadline: open.acceptedAt + timeoutMs,
        timeoutMs,
      });
    } catch (error) {
      // A run that is gone or died with its server holds nothing up.
      if (!MemoryRunError.isInstance(error) && !MemoryRunTimeoutError.isInstance(error)) throw error;
    }
    this.openRuns.ended(open.runId);
  }

  /** Stops at the first portion that was not learned: what comes after it would be learned without it. */
  async #requireLearned(server: Server, runId: string, done: number, portions: number): Promise<void> {
    const timeoutMs = this.#settings.runTimeoutMs;
    try {
      const run = await awaitRunEnd(server, runId, {
        deadline: Date.now() + timeoutMs,
        timeoutMs,
      });
      this.openRuns.ended(runId);
      requireGoodEnd(run);
    } catch (error) {
      if (!MemoryRunError.isInstance(error)) throw error;
      throw new MemoryRunError({
        runId,
        status: error.status,
        stopReason: error.stopReason,
        message: `Of ${portions} portions of the messages ${done - 1} were learned, then one failed and the rest was not sent. ${error.message}`,
        cause: error,
      });
    }
  }
}

function agentGone(): MemoryError {
  return new MemoryRequestError({
    operation: 'send messages to the memory agent',
    status: 404,
    isRetryable: true,
    message:
      'The memory agent was deleted elsewhere while messages were sent to it. Add them again to start anew.',
  });
}
