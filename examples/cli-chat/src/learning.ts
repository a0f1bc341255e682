import { MemoryConfigurationError, MemoryRequestError, type Memory, type MemoryRun } from 'letta-memory';

/** What a user and the assistant said to each other in one turn. */
export interface Turn {
  user: string;
  messages: { role: 'user' | 'assistant'; content: string }[];
}

/** Who hears how learning goes. */
export interface LearningListener {
  /**
   * Memory changed.
   *
   * @param news The lines that are new in what is known of the user; empty if only the summary changed.
   */
  onLearned: (user: string, news: string[]) => void;
  /** Memory cannot be read or written; told once until something is learned again. */
  onTrouble: (error: unknown) => void;
}

/** A slow server must not keep the answer waiting: the chat then goes on with what was known before. */
const READ_TIMEOUT_MS = 10_000;

/**
 * Learns turns in the background, one delivery at a time: what is said while the memory agent thinks goes
 * out together afterwards. Nothing here throws: a chat without memory is better than none.
 */
export class Learning {
  readonly #memory: Memory;
  readonly #listener: LearningListener;
  readonly #contexts = new Map<string, string>();
  readonly #known = new Map<string, string>();
  #followed: { user: string; runId: string }[] = [];
  #waiting: Turn[] = [];
  #sending: Turn[] = [];
  #working: Promise<void> | undefined;
  #stop = new AbortController();
  #hasTrouble = false;

  constructor(memory: Memory, listener: LearningListener) {
    this.#memory = memory;
    this.#listener = listener;
  }

  /** Whether something said is being learned. */
  get isBusy(): boolean {
    return this.#working !== undefined;
  }

  /** Turns that no server has accepted yet. */
  get unsent(): readonly Turn[] {
    return [...this.#sending, ...this.#waiting];
  }

  /** What is known of a user, for the prompt; '' when nothing is. */
  async recall(user: string): Promise<string> {
    try {
      const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
      this.#contexts.set(user, (await this.#memory.getContext(user, { signal })) ?? '');
      if (!this.#known.has(user)) await this.#readNews(user, signal);
    } catch (error) {
      this.#tell(error);
    }
    return this.#contexts.get(user) ?? '';
  }

  /** Learns a turn, soon. */
  add(turn: Turn): void {
    this.#waiting.push(turn);
    this.#start();
  }

  /** Sees runs to their end that are going on already, such as those an earlier process left behind. */
  async follow(user: string, runIds: Promise<readonly string[]>): Promise<void> {
    try {
      this.#followed.push(...(await runIds).map((runId) => ({ user, runId })));
    } catch (error) {
      this.#tell(error);
    }
    this.#start();
  }

  /** Resolves when everything said is learned, or cannot be learned now. What had failed is tried once more. */
  async settled(): Promise<void> {
    this.#start();
    while (this.#working !== undefined) await this.#working;
  }

  /** Gives up what is still to be learned of a user. */
  async drop(user: string): Promise<void> {
    this.#stop.abort();
    await this.#working;
    this.#stop = new AbortController();
    this.#waiting = this.#waiting.filter((turn) => turn.user !== user);
    this.#followed = this.#followed.filter((run) => run.user !== user);
    this.#contexts.delete(user);
    this.#known.delete(user);
    this.#start();
  }

  #start(): void {
    if (this.#working !== undefined) return;
    if (this.#followed.length === 0 && this.#waiting.length === 0) return;
    this.#working = this.#workThrough().finally(() => {
      this.#working = undefined;
    });
  }

  async #workThrough(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const followed = this.#followed.shift();
      const user = followed?.user ?? this.#waiting[0]?.user;
      if (user === undefined) return;
      const run = followed?.runId ?? (await this.#send(user));
      if (run === undefined) return;
      await this.#see(user, run);
    }
  }

  /** Delivers all that waits of one user; undefined when that failed. */
  async #send(user: string): Promise<MemoryRun | undefined> {
    this.#sending = this.#waiting.filter((turn) => turn.user === user);
    this.#waiting = this.#waiting.filter((turn) => turn.user !== user);
    try {
      const messages = this.#sending.flatMap((turn) => turn.messages);
      return await this.#memory.addMessages(user, messages, { signal: this.#stop.signal });
    } catch (error) {
      if (this.#stop.signal.aborted || canWorkLater(error)) this.#waiting.unshift(...this.#sending);
      this.#tell(error);
      return undefined;
    } finally {
      this.#sending = [];
    }
  }

  async #see(user: string, run: MemoryRun | string): Promise<void> {
    const { signal } = this.#stop;
    try {
      const { changed } = await this.#memory.waitForRun(run, { signal });
      this.#hasTrouble = false;
      if (changed.length > 0) this.#listener.onLearned(user, await this.#readNews(user, signal));
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Reads what is known of a user; returns the lines that were not there before. */
  async #readNews(user: string, signal: AbortSignal): Promise<string[]> {
    const before = new Set(this.#known.get(user)?.split('\n'));
    const text = (await this.#memory.getUserMemory(user, { signal })) ?? '';
    this.#known.set(user, text);
    return text.split('\n').filter((line) => line.trim() !== '' && !before.has(line));
  }

  #tell(error: unknown): void {
    if (this.#hasTrouble || this.#stop.signal.aborted) return;
    this.#hasTrouble = true;
    this.#listener.onTrouble(error);
  }
}

/** Whether the very same words may be taken another time: the server was away, or its key was wrong. */
function canWorkLater(error: unknown): boolean {
  if (MemoryConfigurationError.isInstance(error)) return true;
  if (!MemoryRequestError.isInstance(error)) return false;
  return error.isRetryable || error.status === 401 || error.status === 403;
}
