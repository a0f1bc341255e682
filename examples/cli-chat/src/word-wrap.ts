import stringWidth from 'string-width';

/** Where lines end and how far they are moved in, in columns. */
export interface WordWrapOptions {
  width: number;
  /** Of every line but one that was begun before. */
  indent: number;
  /** Columns of the current line that are taken already. */
  column?: number;
}

/**
 * Breaks text between words as it streams in. A word is held back until it is known whether it fits.
 */
export class WordWrap {
  readonly #width: number;
  readonly #indent: string;
  #column: number;
  #spaces = '';
  #word = '';

  constructor({ width, indent, column = 0 }: WordWrapOptions) {
    this.#width = width;
    this.#indent = ' '.repeat(indent);
    this.#column = column;
  }

  /** Takes more text; returns what can be written now. */
  push(text: string): string {
    let ready = '';
    for (const piece of text.split(/(\n|[^\S\n]+)/)) {
      if (piece === '\n') {
        ready += `${this.end()}\n`;
        this.#column = 0;
      } else if (piece.trim() === '') {
        if (piece !== '') ready += this.#placeWord();
        this.#spaces += piece;
      } else {
        this.#word += piece;
      }
    }
    return ready;
  }

  /** Returns the last word; white space behind it is dropped. */
  end(): string {
    const last = this.#placeWord();
    this.#spaces = '';
    return last;
  }

  #placeWord(): string {
    if (this.#word === '') return '';
    const spaces = this.#spaces;
    const needed = stringWidth(spaces) + stringWidth(this.#word);
    let placed: string;
    if (this.#column === 0) {
      placed = this.#indent + spaces + this.#word;
      this.#column = this.#indent.length + needed;
    } else if (this.#column + needed <= this.#width) {
      placed = spaces + this.#word;
      this.#column += needed;
    } else {
      placed = `\n${this.#indent}${this.#word}`;
      this.#column = this.#indent.length + stringWidth(this.#word);
    }
    this.#spaces = '';
    this.#word = '';
    return placed;
  }
}

/**
 * Breaks a text of several lines between words.
 *
 * @param width In columns.
 * @param hang How far what is broken off is moved in, in columns. Default: as far as its line was.
 */
export function wrapLines(text: string, width: number, hang?: number): string {
  return text
    .split('\n')
    .map((line) => {
      const words = line.trimStart();
      const indent = line.length - words.length;
      const wrap = new WordWrap({ width, indent: hang ?? indent, column: indent });
      return line.slice(0, indent) + wrap.push(words) + wrap.end();
    })
    .join('\n');
}
