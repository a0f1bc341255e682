import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';

import { LineQueue, type LineReader } from './line-reader.js';
import { PromptOutput } from './prompt-output.js';
import type { InputStream, OutputStream } from './streams.js';

interface KeyboardOptions {
  input: InputStream;
  output: OutputStream;
  /** Ctrl-C was typed. */
  onInterrupt: () => void;
  /** Words to complete with the tab key. */
  completions: readonly string[];
}

const CTRL_C = 3;

/**
 * Reads a keyboard, with history and completion. It listens all the time, so that Ctrl-C and words typed
 * ahead are never lost, but shows what is typed only while a line is asked for.
 */
export function readKeyboardLines({ input, output, onInterrupt, completions }: KeyboardOptions): LineReader {
  const queue = new LineQueue();
  const promptOutput = new PromptOutput(output);
  const editor = createInterface({
    input,
    output: promptOutput,
    terminal: true,
    completer: (line: string) => [
      line.startsWith('/') ? completions.filter((word) => word.startsWith(line)) : [],
      line,
    ],
  });
  let asking = false;

  editor.on('line', (line) => {
    asking = false;
    promptOutput.isShown = false;
    queue.push(line);
  });
  editor.on('close', () => queue.finish());
  editor.on('SIGINT', onInterrupt);
  // after Ctrl-D the editor is gone, but Ctrl-C must not go to the package manager that started us
  const listenOn = (bytes: Buffer) => {
    if (bytes.includes(CTRL_C)) onInterrupt();
  };
  const onEditorGone = () => {
    input.setRawMode?.(true);
    input.on('data', listenOn);
    input.resume();
  };
  editor.on('close', onEditorGone);

  return {
    async next(question) {
      const early = queue.take();
      if (early !== undefined) {
        output.write(`${question}${early}\n`);
        return early;
      }
      asking = true;
      drawPrompt(editor, promptOutput, question);
      const line = await queue.next();
      if (line === null && asking) output.write('\n');
      asking = false;
      promptOutput.isShown = false;
      return line;
    },
    showAbove(text) {
      if (asking) writeAbovePrompt(editor, promptOutput, text);
      else output.write(`${text}\n`);
    },
    end: () => queue.end(),
    close() {
      if (asking) output.write('\n');
      asking = false;
      editor.off('close', onEditorGone);
      editor.close();
      input.off('data', listenOn);
      input.setRawMode?.(false);
      input.pause();
    },
  };
}

/** Takes the half-typed line away, writes, and puts it back as it was. */
function writeAbovePrompt(editor: Interface, promptOutput: PromptOutput, text: string): void {
  const output = promptOutput.terminal;
  moveCursor(output, 0, -editor.getCursorPos().rows);
  cursorTo(output, 0);
  clearScreenDown(output);
  output.write(`${text}\n`);
  drawPrompt(editor, promptOutput, editor.getPrompt());
}

/** Draws question and typed text from where the cursor of the screen is, and leaves the cursor in the text. */
function drawPrompt(editor: Interface, promptOutput: PromptOutput, question: string): void {
  const { line, cursor } = editor;
  // unseen, so that the editor believes to stand in an empty first row and moves nowhere before it draws
  promptOutput.isShown = false;
  editor.setPrompt('');
  editor.write(null, { ctrl: true, name: 'e' });
  editor.write(null, { ctrl: true, name: 'u' });
  promptOutput.isShown = true;
  editor.setPrompt(question);
  editor.prompt();
  if (line !== '') editor.write(line);
  for (const _ of line.slice(cursor)) editor.write(null, { name: 'left' });
}
