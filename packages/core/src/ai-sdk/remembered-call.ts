import type { MemoryCore } from '../memory-core.js';
import { systemClock } from '../turn/clock.js';
import { readTurn } from '../turn/read-turn.js';
import type { Turn, TurnResult } from '../turn/turn.js';
import type { MemoryMiddlewareOptions } from './middleware-options.js';
import type { CallScope } from './scope.js';
import { filterTurn } from './turn-filter.js';
import type { PromptMessage } from './types.js';

/** Milliseconds. Platforms end a function some 30 seconds after its response. */
const WAIT_UNTIL_MS = 25_000;
/** Milliseconds that an open turn waits for its next step where the process may be frozen. */
const GRACE_UNDER_WAIT_UNTIL_MS = 5_000;

/** One call of a model that is learned from. Whatever goes wrong here, the call does not notice. */
export class RememberedCall {
  readonly #core: MemoryCore;
  readonly #options: MemoryMiddlewareOptions;
  readonly #scope: CallScope;
  readonly #prompt: readonly PromptMessage[];
  readonly #startedAt = systemClock.now();
  #release: (() => void) | undefined;

  /**
   * Begins with the call, since a platform takes nothing to wait for after the response.
   *
   * @param prompt as it was before anything was injected: memory must not learn its own words
   */
  constructor(
    core: MemoryCore,
    options: MemoryMiddlewareOptions,
    scope: CallScope,
    prompt: readonly PromptMessage[],
  ) {
    this.#core = core;
    this.#options = options;
    this.#scope = scope;
    this.#prompt = prompt;
    this.#hold();
  }

  /** The call has failed before it answered. */
  failed(): void {
    this.answered({ content: [], failed: true });
  }

  /** The call has answered, or as much of it as there is. */
  readonly answered = (result: TurnResult): void => {
    try {
      const turn = this.#turnOf(result);
      if (turn) void this.#remember(turn);
      else this.#release?.();
    } catch (error) {
      // A filter that throws may have been about to take something out, so nothing leaves.
      this.#report(error);
      this.#release?.();
    }
  };

  #turnOf(result: TurnResult): Turn | null {
    const { limits, filter } = this.#options;
    const turn = readTurn(this.#prompt, result, this.#scope, { startedAt: this.#startedAt, limits });
    return turn && filterTurn(turn, filter);
  }

  async #remember(turn: Turn): Promise<void> {
    const { outbox } = this.#core;
    const release = this.#release;
    const graceMs = release && GRACE_UNDER_WAIT_UNTIL_MS;
    const stopTimer = release && systemClock.after(this.#options.waitUntilMs ?? WAIT_UNTIL_MS, release);
    try {
      await outbox.upsert(turn, { graceMs });
      if (release) await outbox.settled(turn.userId, turn.key);
    } catch (error) {
      this.#report(error);
    }
    stopTimer?.();
    release?.();
  }

  #hold(): void {
    const { waitUntil } = this.#options;
    if (!waitUntil) return;
    const promise = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    try {
      waitUntil(promise);
    } catch (error) {
      // As outside of a request.
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    this.#core.settings.background.onError(error);
  }
}
