import pc from 'picocolors';

import { readKeyboardLines } from './keyboard-lines.js';
import type { LineReader } from './line-reader.js';
import { readPlainLines } from './plain-lines.js';
import { printable } from './printable.js';
import { startProgress, type Progress } from './progress.js';
import { WordWrap, wrapLines } from './word-wrap.js';
import type { InputStream, OutputStream } from './streams.js';

const QUESTION = 'You: ';
const ANSWER = 'AI:  ';
/** What is told meanwhile stands in the shade of what is said. */
const NOTICE_INDENT = 7;
/** Wider lines are hard to read. */
const MAX_WIDTH = 100;

export type Colors = ReturnType<typeof pc.createColors>;

interface TerminalOptions {
  input: InputStream;
  output: OutputStream;
  environment: NodeJS.ProcessEnv;
  /** Words to complete with the tab key. */
  completions: readonly string[];
  /** Ctrl-C was typed. */
  onInterrupt: () => void;
}

/** What a person sees and types. Plain text, without colours and movement, when it is no terminal. */
export class Terminal {
  readonly isInteractive: boolean;
  readonly colors: Colors;
  readonly #output: OutputStream;
  readonly #lines: LineReader;
  readonly #notices: string[] = [];
  #isAsking = false;
  #isBroken = false;
  #progress: Progress | undefined;

  constructor({ input, output, environment, completions, onInterrupt }: TerminalOptions) {
    this.isInteractive = input.isTTY === true && output.isTTY === true && environment['TERM'] !== 'dumb';
    this.colors = pc.createColors(this.isInteractive && pc.isColorSupported);
    this.#output = output;
    this.#lines = this.isInteractive
      ? readKeyboardLines({ input, output, completions, onInterrupt })
      : readPlainLines(input, output);
  }

  /** The next thing the user says, trimmed; null when there is nothing more to come. */
  async listen(): Promise<string | null> {
    const { bold } = this.colors;
    return this.ask(this.isInteractive ? `\n${bold(QUESTION)}` : QUESTION);
  }

  /** Asks a question of ours; null when there is nothing more to come. */
  async ask(question: string): Promise<string | null> {
    this.#showNotices();
    this.#isAsking = true;
    const line = await this.#lines.next(question);
    this.#isAsking = false;
    return line === null ? null : line.trim();
  }

  /**
   * Shows lines of text.
   *
   * @param hang How far what does not fit in a line is moved in, in columns. Default: as far as its line was.
   */
  say(text: string, hang?: number): void {
    this.#write(`${this.#wrapped(text, hang)}\n`);
  }

  /** Shows something that happened meanwhile: at once when a line is being typed, else before the next one. */
  notice(text: string): void {
    const wrapped = this.#wrapped(text, NOTICE_INDENT);
    if (this.#isAsking) this.#lines.showAbove(wrapped);
    else if (this.#progress === undefined) this.#notices.push(wrapped);
    else this.#progress.showAbove(wrapped);
  }

  /** Shows an answer while it comes, and returns it whole. */
  async speak(chunks: AsyncIterable<string>): Promise<string> {
    const { bold, cyan } = this.colors;
    const wrap = new WordWrap({ width: this.#width, indent: ANSWER.length, column: ANSWER.length });
    const thinking = this.progress('thinking');
    let answer = '';
    try {
      for await (const chunk of chunks) {
        if (chunk === '') continue;
        thinking.stop();
        if (answer === '') this.#write(bold(cyan(this.isInteractive ? ANSWER : ANSWER.trimEnd() + ' ')));
        answer += chunk;
        this.#write(this.isInteractive ? wrap.push(printable(chunk)) : printable(chunk));
      }
    } finally {
      thinking.stop();
      if (answer !== '') this.#write(`${this.isInteractive ? wrap.end() : ''}\n`);
    }
    return answer;
  }

  /** Shows that something is going on, if it takes long enough to be wondered about. */
  progress(text: string): Progress {
    const progress = startProgress({ text, output: this.#output, isEnabled: this.isInteractive });
    this.#progress = progress;
    return {
      showAbove: progress.showAbove,
      stop: (lastWords) => {
        if (this.#progress === progress) this.#progress = undefined;
        progress.stop(lastWords);
      },
    };
  }

  /** Nothing more is listened to, but Ctrl-C is. */
  stopListening(): void {
    this.#lines.end();
  }

  /** Lets go of keyboard and screen; what was still to be said is said. */
  close(): void {
    this.#lines.close();
    this.#progress?.stop();
    this.#showNotices();
  }

  /** Nobody reads what is written any more: nothing more is. */
  breakOff(): void {
    this.#isBroken = true;
  }

  get #width(): number {
    return Math.min(this.#output.columns ?? MAX_WIDTH, MAX_WIDTH);
  }

  #wrapped(text: string, hang?: number): string {
    return this.isInteractive ? wrapLines(text, this.#width, hang) : text;
  }

  #showNotices(): void {
    for (const text of this.#notices.splice(0)) this.#write(`${text}\n`);
  }

  #write(text: string): void {
    if (!this.#isBroken) this.#output.write(text);
  }
}
