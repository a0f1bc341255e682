import { requireBlocks, requirePositiveInteger, requireRunIds, requireUserId } from './arguments.js';
import { HUMAN_LABEL, SUMMARY_LABEL } from './defaults.js';
import { readCapturedTurn, type CaptureTurnOptions } from './capture-turn.js';
import type { MemoryRun } from './delivery/delivery.js';
import { awaitLearning, type MemoryRunResult } from './delivery/run-end.js';
import { MemoryAbortedError } from './errors/memory-aborted-error.js';
import { safeHandler } from './events.js';
import { readMessages, transcriptPortions } from './forwarded-messages.js';
import { promptBlock, promptContext, rawValue } from './learned-context.js';
import { throwIfAborted } from './letta/abort.js';
import { deleteEverythingOf, undeletableKinds } from './letta/deletion.js';
import type { Server } from './letta/server.js';
import { listUserIds } from './letta/users.js';
import type {
  DeleteUserResult,
  InitializeOptions,
  MemoryCallOptions,
  MemoryReadOptions,
  MemoryStats,
  WaitForRunOptions,
} from './call-options.js';
import { makeCore, type MemoryCore } from './memory-core.js';
import { readMemoryOptions, type MemoryOptions } from './memory-options.js';
import { systemClock } from './turn/clock.js';
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
  readonly #core: MemoryCore;

  /**
   * Makes no request and needs no key yet; the first call rejects with `MemoryConfigurationError` when nothing
   * says where the server is.
   *
   * @param options see {@link MemoryOptions}
   * @example new Memory({ client: createEmbeddedLetta({ url: 'file:memory.db', model }).client })
   * @throws MemoryArgumentError for an option that is plainly wrong.
   */
  constructor(options: MemoryOptions = {}) {
    this.#core = makeCore(this, readMemoryOptions(options));
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
    throwIfAborted(signal);
    if (reset) this.#interrupt(userId);
    const make = async (linked: AbortSignal): Promise<string> => {
      if (reset) await this.#deleteAll(userId, linked);
      const { id } = await this.#core.agents.ensure(this.#server(linked), userId, blocks);
      this.#core.cache.invalidate(userId);
      return id;
    };
    return this.#core.lanes.run(userId, signal, make, { isInterruptible: !reset });
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
    const timeZone = this.#core.settings.timeZone(userId);
    const contentsFor = (contextWindow: number): string[] =>
      transcriptPortions(items, { contextWindow, timeZone, now });
    return this.#core.lanes.run(userId, options.signal, (linked) =>
      this.#core.delivery.deliver(this.#server(linked), userId, contentsFor),
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
    const timeoutMs = requirePositiveInteger(
      'timeoutMs',
      options.timeoutMs ?? this.#core.settings.runTimeoutMs,
    );
    const waiting = { deadline: Date.now() + timeoutMs, timeoutMs, onProgress };
    const changed = new Set<string>();
    let stopReason = '';
    for (const runId of runIds) {
      const result = await awaitLearning(this.#server(signal), runId, waiting, () =>
        this.#core.delivery.openRuns.ended(runId),
      );
      stopReason = result.stopReason;
      for (const label of result.changed) changed.add(label);
    }
    if (typeof run === 'object' && this.#core.cache.holds(run.userId)) {
      await this.#core.cache.refresh(run.userId);
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
    const agent = await this.#core.agents.find(this.#server(options.signal), requireUserId(userId));
    return agent && promptContext(userId, agent, this.#core.settings.onEvent);
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
    return (await this.#core.agents.find(this.#server(options.signal), requireUserId(userId)))?.id ?? null;
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
    throwIfAborted(options.signal);
    this.#interrupt(userId);
    const deleteAll = async (linked: AbortSignal): Promise<DeleteUserResult> => {
      const deleted = await this.#deleteAll(userId, linked);
      return {
        deleted,
        notDeletable: deleted ? await undeletableKinds(this.#server(linked)) : [],
      };
    };
    return this.#core.lanes.run(userId, options.signal, deleteAll, { isInterruptible: false });
  }

  /**
   * The ids of all users that have memory on this server, whoever created it with this package; also of one whose
   * deletion broke off, so that it can be deleted again.
   *
   * @param options `signal`
   * @example
   * for await (const userId of memory.users()) console.log(userId);
   */
  users(options: MemoryCallOptions = {}): AsyncIterable<string> {
    return listUserIds(this.#server(options.signal));
  }

  /**
   * Takes over a turn of a chat, to be learned in the background: for `onFinish`, persistence hooks, and agents
   * whose model is not wrapped. A turn that the middleware has seen too is learned once.
   *
   * @param options whose turn, where, and what was said
   * @returns when it is kept for delivery; see {@link Memory.flush} to wait for more.
   * @throws MemoryArgumentError when there are no words of the user in it.
   * @example
   * const { response } = await generateText({ model, messages });
   * await memory.captureTurn({ userId, conversationId, messages, responseMessages: response.messages });
   */
  async captureTurn(options: CaptureTurnOptions): Promise<void> {
    await this.#core.outbox.upsert(readCapturedTurn(options, systemClock.now()));
  }

  /**
   * Reads a user's context into the cache of the middlewares, for those who know early who will ask. Does not
   * reject when it cannot be read.
   *
   * @param userId any non-empty string
   * @example void memory.prefetch('sarah'); // as soon as her session is known
   */
  async prefetch(userId: string): Promise<void> {
    await this.#core.cache.prefetch(requireUserId(userId));
  }

  /**
   * Delivers all turns that wait, and waits until they are learned, or the memory server has failed.
   *
   * @param userId whose turns; all users' when left out
   * @returns how many turns are still there.
   * @example
   * const { undelivered } = await memory.flush(); // before the process ends
   */
  flush(userId?: string): Promise<{ undelivered: number }> {
    return this.#core.outbox.flush(userId);
  }

  /**
   * Figures of the cache of learned context and of the delivery of turns.
   *
   * @example memory.stats().context.isDown; // whether the memory server counts as down
   */
  stats(): MemoryStats {
    return { context: this.#core.cache.stats(), turns: this.#core.outbox.stats() };
  }

  async #readBlock(userId: string, label: string, options: MemoryReadOptions): Promise<string | null> {
    const agent = await this.#core.agents.find(this.#server(options.signal), requireUserId(userId));
    if (!agent) return null;
    return options.promptFormatted
      ? promptBlock(userId, agent, label, this.#core.settings.onEvent)
      : rawValue(agent, label);
  }

  #server(signal: AbortSignal | undefined): Server {
    return this.#core.settings.server.under(signal);
  }

  #interrupt(userId: string): void {
    // First, so that its delivery ends without a failure when the lane is cleared.
    void this.#core.outbox.forget(userId);
    this.#core.forgetContext(userId);
    this.#core.lanes.interrupt(
      userId,
      new MemoryAbortedError({
        message: "The user's memory was deleted or reset while this call waited; nothing more was sent.",
      }),
    );
  }

  async #deleteAll(userId: string, signal: AbortSignal): Promise<boolean> {
    this.#core.delivery.forget(userId);
    try {
      return await deleteEverythingOf(this.#server(signal), await this.#core.agents.tagsOf(userId));
    } finally {
      this.#core.delivery.forget(userId);
      // What was read while it was being deleted.
      this.#core.forgetContext(userId);
    }
  }
}
