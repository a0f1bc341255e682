import { requireBlocks, requirePositiveInteger, requireRunIds, requireUserId } from './arguments.js';
import { HUMAN_LABEL, SUMMARY_LABEL } from './defaults.js';
import { Delivery, type MemoryRun } from './delivery/delivery.js';
import { awaitLearning, type MemoryRunResult } from './delivery/run-end.js';
import { UserLanes } from './delivery/user-lanes.js';
import { MemoryAbortedError } from './errors/memory-aborted-error.js';
import { safeHandler } from './events.js';
import { readMessages, transcriptPortions } from './forwarded-messages.js';
import { promptBlock, promptContext, rawValue } from './learned-context.js';
import { deleteEverythingOf, undeletableKinds } from './letta/deletion.js';
import type { Server } from './letta/server.js';
import { UserAgents } from './letta/user-agents.js';
import { listUserIds } from './letta/users.js';
import type {
  DeleteUserResult,
  InitializeOptions,
  MemoryCallOptions,
  MemoryReadOptions,
  WaitForRunOptions,
} from './call-options.js';
import { readMemoryOptions, type MemoryOptions, type MemorySettings } from './memory-options.js';
import type { MemoryMessage } from './turn/messages.js';

/**
 * Long-term memory of users: Letta memory agents learn from messages, and what they learned goes into prompts.
 *
 * @example
 * const memory = new Memory(); // LETTA_API_KEY or LETTA_BASE_URL
 * const run = await memory.addMessages('sarah', [{ role: 'user', content: 'Hi, I am Sarah.' }]);
 * await memory.waitForRun(run);
 * console.log(await memory.getContext('sarah'));
 */
export class Memory {
  readonly #settings: MemorySettings;
  readonly #agents: UserAgents;
  readonly #delivery: Delivery;
  readonly #lanes = new UserLanes();

  /**
   * Makes no request and needs no key yet; the first call rejects with `MemoryConfigurationError` when nothing
   * says where the server is.
   *
   * @param options see {@link MemoryOptions}
   * @example new Memory({ client: createEmbeddedLetta({ url: 'file:memory.db', model }).client })
   * @throws MemoryArgumentError for an option that is plainly wrong.
   */
  constructor(options: MemoryOptions = {}) {
    this.#settings = readMemoryOptions(options);
    this.#agents = new UserAgents(this.#settings.agents);
    this.#delivery = new Delivery(this.#agents, this.#settings);
  }

  /**
   * Makes sure that a user has memory. `addMessages` does it by itself for a new user.
   *
   * @param userId any non-empty string
   * @param options `reset` starts over, `blocks` adds custom blocks
   * @returns the id of the user's memory agent.
   * @example
   * await memory.initializeUserMemory('sarah', { blocks: [{ label: 'goals', description: 'What she wants.' }] });
   */
  async initializeUserMemory(userId: string, options: InitializeOptions = {}): Promise<string> {
    const { reset = false, blocks = [], signal } = options;
    requireUserId(userId);
    requireBlocks('blocks', blocks);
    if (reset) this.#interrupt(userId);
    return this.#lanes.run(userId, signal, async (linked) => {
      if (reset) await this.#deleteAll(userId, linked);
      return (await this.#agents.ensure(this.#server(linked), userId, blocks)).id;
    });
  }

  /**
   * Hands messages to the user's memory agent, which learns from them in the background. Takes the seed's
   * `{ role, content }`, and the AI SDK's `ModelMessage`s and `UIMessage`s. System messages are left out.
   * Five to ten messages a call keep the cost low; many are split by the agent's context.
   *
   * @param userId any non-empty string; a new user gets memory
   * @param messages oldest first
   * @param options `signal` ends the waiting for earlier runs
   * @returns the run, as soon as the server has accepted the last portion.
   * @throws MemoryArgumentError when there are no words in the messages; MemoryRequestError; MemoryRunError when
   *   an earlier portion failed; MemoryRunTimeoutError when another run does not let go of the agent.
   * @example
   * const run = await memory.addMessages('sarah', [
   *   { role: 'user', content: 'I moved to Oslo.' },
   *   { role: 'assistant', content: 'How nice!' },
   * ]);
   */
  async addMessages(
    userId: string,
    messages: readonly MemoryMessage[],
    options: MemoryCallOptions = {},
  ): Promise<MemoryRun> {
    requireUserId(userId);
    const items = readMessages(messages);
    const now = new Date();
    const timeZone = this.#settings.timeZone(userId);
    const contentsFor = (contextWindow: number): string[] =>
      transcriptPortions(items, { contextWindow, timeZone, now });
    return this.#lanes.run(userId, options.signal, (linked) =>
      this.#delivery.deliver(this.#server(linked), userId, contentsFor),
    );
  }

  /**
   * Waits until the memory agent has learned.
   *
   * @param run what `addMessages` returned, or the id of a run
   * @param options `timeoutMs`, `signal`, `onProgress`
   * @returns why the agent stopped, and the labels of the blocks that changed.
   * @throws MemoryRunError when the run did not end well; MemoryRunTimeoutError; MemoryAbortedError.
   * @example
   * const { changed } = await memory.waitForRun(run, { timeoutMs: 60_000 });
   */
  async waitForRun(run: MemoryRun | string, options: WaitForRunOptions = {}): Promise<MemoryRunResult> {
    const { signal } = options;
    const onProgress = safeHandler(options.onProgress);
    const runIds = requireRunIds(run);
    const timeoutMs = requirePositiveInteger('timeoutMs', options.timeoutMs ?? this.#settings.runTimeoutMs);
    const waiting = { deadline: Date.now() + timeoutMs, timeoutMs, onProgress };
    const changed = new Set<string>();
    let stopReason = '';
    for (const runId of runIds) {
      const result = await awaitLearning(this.#server(signal), runId, waiting, () =>
        this.#delivery.openRuns.ended(runId),
      );
      stopReason = result.stopReason;
      for (const label of result.changed) changed.add(label);
    }
    return { stopReason, changed: [...changed] };
  }

  /**
   * What is known of the user: the block `human`. One request; it never creates anything.
   *
   * @param userId any non-empty string
   * @param options `promptFormatted` wraps it in the tags of a prompt and cuts it at its limit
   * @returns null without memory, `''` while it is empty.
   * @example await memory.getUserMemory('sarah'); // 'Name: Sarah'
   */
  getUserMemory(userId: string, options: MemoryReadOptions = {}): Promise<string | null> {
    return this.#readBlock(userId, HUMAN_LABEL, options);
  }

  /**
   * The running summary of the conversations: the block `summary`. As {@link Memory.getUserMemory}.
   *
   * @param userId any non-empty string
   * @param options `promptFormatted` wraps it in the tags of a prompt and cuts it at its limit
   * @returns null without memory, `''` while it is empty.
   * @example
   * await memory.getSummary('sarah', { promptFormatted: true }); // '<conversation_summary>\n…'
   */
  getSummary(userId: string, options: MemoryReadOptions = {}): Promise<string | null> {
    return this.#readBlock(userId, SUMMARY_LABEL, options);
  }

  /**
   * All that was learned, as it goes into a system prompt: the summary, what is known of the user, then custom
   * blocks. A block over its limit is cut at a line, with an event. One request; it never creates anything.
   *
   * @param userId any non-empty string
   * @param options `signal`
   * @returns null without memory, `''` while all blocks are empty.
   * @example
   * const system = `You are a helpful assistant.\n${(await memory.getContext('sarah')) ?? ''}`;
   */
  async getContext(userId: string, options: MemoryCallOptions = {}): Promise<string | null> {
    const agent = await this.#agents.find(this.#server(options.signal), requireUserId(userId));
    return agent && promptContext(userId, agent, this.#settings.onEvent);
  }

  /**
   * The id of the user's memory agent, to look at it in Letta.
   *
   * @param userId any non-empty string
   * @param options `signal`
   * @returns null for an unknown user.
   * @example
   * `https://app.letta.com/agents/${await memory.getMemoryAgentId('sarah')}`;
   */
  async getMemoryAgentId(userId: string, options: MemoryCallOptions = {}): Promise<string | null> {
    return (await this.#agents.find(this.#server(options.signal), requireUserId(userId)))?.id ?? null;
  }

  /**
   * Deletes all of a user's memory: agent, messages, blocks, archives and files, never what others share. Calls
   * of this process that wait for their turn with this user reject. A deletion that broke off goes on when it is
   * called again.
   *
   * @param userId any non-empty string
   * @param options `signal`
   * @returns whether there was anything, and what the server cannot delete.
   * @example const { notDeletable } = await memory.deleteUser('sarah');
   */
  async deleteUser(userId: string, options: MemoryCallOptions = {}): Promise<DeleteUserResult> {
    requireUserId(userId);
    this.#interrupt(userId);
    return this.#lanes.run(userId, options.signal, async (linked) => {
      const deleted = await this.#deleteAll(userId, linked);
      return {
        deleted,
        notDeletable: deleted ? await undeletableKinds(this.#server(linked)) : [],
      };
    });
  }

  /**
   * The ids of all users that have memory on this server, whoever created it with this package.
   *
   * @param options `signal`
   * @example
   * for await (const userId of memory.users()) console.log(userId);
   */
  users(options: MemoryCallOptions = {}): AsyncIterable<string> {
    return listUserIds(this.#server(options.signal));
  }

  async #readBlock(userId: string, label: string, options: MemoryReadOptions): Promise<string | null> {
    const agent = await this.#agents.find(this.#server(options.signal), requireUserId(userId));
    if (!agent) return null;
    return options.promptFormatted
      ? promptBlock(userId, agent, label, this.#settings.onEvent)
      : rawValue(agent, label);
  }

  #server(signal: AbortSignal | undefined): Server {
    return this.#settings.server.under(signal);
  }

  #interrupt(userId: string): void {
    this.#lanes.interrupt(
      userId,
      new MemoryAbortedError({
        message: "The user's memory was deleted or reset while this call waited; nothing more was sent.",
      }),
    );
  }

  async #deleteAll(userId: string, signal: AbortSignal): Promise<boolean> {
    this.#delivery.forget(userId);
    try {
      return await deleteEverythingOf(this.#server(signal), await this.#agents.tagsOf(userId));
    } finally {
      this.#delivery.forget(userId);
    }
  }
}
