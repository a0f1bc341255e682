/** What Ctrl-C may bring about. */
interface InterruptActions {
  /** Ends the chat in order: what is being learned is waited for. */
  leave: () => void;
  /** Ends the process now. */
  leaveAtOnce: () => void;
  /** The time in ms. */
  now?: () => number;
}

/** Two strokes within this time (in ms) are one wish: out of here. */
const DOUBLE_STROKE_MS = 1_500;

/**
 * What Ctrl-C means: it stops an answer; without one it leaves; twice, or while leaving, it leaves at once.
 */
export class Interrupts {
  readonly #actions: InterruptActions;
  readonly #now: () => number;
  #answer: AbortController | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #isLeaving = false;

  constructor(actions: InterruptActions) {
    this.#actions = actions;
    this.#now = actions.now ?? (() => performance.now());
  }

  /** An answer begins, which Ctrl-C stops. */
  startAnswer(): AbortSignal {
    this.#answer = new AbortController();
    return this.#answer.signal;
  }

  /** The answer is over. */
  endAnswer(): void {
    this.#answer = undefined;
  }

  /** The chat is over: from now on Ctrl-C leaves at once. */
  startLeaving(): void {
    this.#isLeaving = true;
  }

  /** Ctrl-C was pressed. */
  interrupt(): void {
    const at = this.#now();
    const isSecond = at - this.#lastAt < DOUBLE_STROKE_MS;
    this.#lastAt = at;
    if (this.#isLeaving || isSecond) {
      this.#actions.leaveAtOnce();
    } else if (this.#answer === undefined) {
      this.#isLeaving = true;
      this.#actions.leave();
    } else {
      this.#answer.abort();
    }
  }
}
