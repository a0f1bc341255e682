import { createInterface } from 'node:readline';

import { LineQueue, type LineReader } from './line-reader.js';
import type { InputStream, OutputStream } from './streams.js';

/**
 * Reads a file or pipe to its end. What was read is written too, so that the output is a whole conversation.
 */
export function readPlainLines(input: InputStream, output: OutputStream): LineReader {
  const queue = new LineQueue();
  const lines = createInterface({ input, crlfDelay: Infinity, terminal: false });
  lines.on('line', (line) => queue.push(line));
  lines.on('close', () => queue.finish());
  // a terminal shows what is typed by itself, even one that cannot do more
  const showsTyping = input.isTTY === true;

  return {
    async next(question) {
      if (showsTyping) output.write(question);
      const line = await queue.next();
      if (!showsTyping && line !== null) output.write(`${question}${line}\n`);
      return line;
    },
    showAbove: (text) => output.write(`${text}\n`),
    end: () => queue.end(),
    close: () => {
      lines.close();
      input.pause();
    },
  };
}
