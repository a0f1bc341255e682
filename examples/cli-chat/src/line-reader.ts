/** Where lines come from: a keyboard, or a file or pipe. */
export interface LineReader {
  /**
   * The next line, without its line break; null when there is no more.
   *
   * @param question Shown before it, for example `You: `.
   */
  next: (question: string) => Promise<string | null>;
  /** Shows whole lines of text without tearing what is being typed. */
  showAbove: (text: string) => void;
  /** No more lines: a `next` that waits, and each later one, gives null. Ctrl-C is still heard. */
  end: () => void;
  /** Lets go of the input. */
  close: () => void;
}

/** Lines that have come but were not asked for yet, and the one that is waited for. */
export class LineQueue {
  readonly #lines: string[] = [];
  #waiting: ((line: string | null) => void) | undefined;
  #ended = false;

  /** Takes a line that has come. */
  push(line: string): void {
    if (this.#ended) return;
    if (this.#waiting === undefined) this.#lines.push(line);
    else this.#answer(line);
  }

  /** No more lines will come; those that came are still given. */
  finish(): void {
    this.#ended = true;
    if (this.#waiting !== undefined) this.#answer(null);
  }

  /** Nothing more is given, not even what has come. */
  end(): void {
    this.#lines.length = 0;
    this.finish();
  }

  /** A line that has come already; undefined if there is none. */
  take(): string | undefined {
    return this.#lines.shift();
  }

  /** The next line, when it comes; null after the last one. */
  next(): Promise<string | null> {
    const line = this.take();
    if (line !== undefined || this.#ended) return Promise.resolve(line ?? null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #answer(line: string | null): void {
    const answer = this.#waiting;
    this.#waiting = undefined;
    answer?.(line);
  }
}
