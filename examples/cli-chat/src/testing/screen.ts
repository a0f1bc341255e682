import xterm from '@xterm/headless';
import { PassThrough } from 'node:stream';

import type { InputStream, OutputStream } from '../streams.js';

/** A keyboard and a screen as programs meet them, with a terminal emulator behind the screen. */
export class Screen {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #keys = new PassThrough();
  readonly #shown = new PassThrough();

  constructor(columns: number, rows = 24) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.#shown.on('data', (bytes: Buffer) => this.#terminal.write(bytes));
    this.input = Object.assign(this.#keys, { isTTY: true, setRawMode: () => this.#keys });
    this.output = Object.assign(this.#shown, { isTTY: true, columns, rows });
  }

  /** Presses keys. */
  type(keys: string): void {
    this.#keys.write(keys);
  }

  /** The lines that a person sees, without the empty ones at the end, when the screen has come to rest. */
  async lines(): Promise<string[]> {
    // keys pass through streams, which hand them on in later turns of the event loop
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    const { active } = this.#terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Where the cursor stands, both from 0. */
  get cursor(): { row: number; column: number } {
    const { active } = this.#terminal.buffer;
    return { row: active.baseY + active.cursorY, column: active.cursorX };
  }
}
