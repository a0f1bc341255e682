import { Writable } from 'node:stream';
import type { OutputStream } from './streams.js';

/** A terminal seen by a line editor, which can be made to draw into the void. */
export class PromptOutput extends Writable {
  /** Whether what the editor draws is seen. */
  isShown = false;
  readonly terminal: OutputStream;

  constructor(terminal: OutputStream) {
    super({ decodeStrings: false });
    this.terminal = terminal;
    terminal.on('resize', () => this.emit('resize'));
  }

  /** Width in columns; the editor asks for it. */
  get columns(): number | undefined {
    return this.terminal.columns;
  }

  /** Height in lines; the editor asks for it. */
  get rows(): number | undefined {
    return this.terminal.rows;
  }

  override _write(
    text: string | Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (this.isShown) this.terminal.write(text);
    done();
  }
}
