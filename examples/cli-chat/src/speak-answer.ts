import type { TextStreamPart, ToolSet } from 'ai';

import type { Terminal } from './terminal.js';
import { modelTrouble } from './troubles.js';

interface Ending {
  isStopped?: boolean;
  error?: unknown;
}

/**
 * Shows a model's answer as it streams, and in one sentence what went wrong, if something did.
 *
 * @returns The text that came; null when none came though nobody stopped it.
 */
export async function speakAnswer(
  stream: AsyncIterable<TextStreamPart<ToolSet>>,
  terminal: Terminal,
): Promise<string | null> {
  const ending: Ending = {};
  const text = (await terminal.speak(textOf(stream, ending))).trim();
  const { dim, yellow } = terminal.colors;
  if (ending.isStopped === true) {
    terminal.say(dim('(stopped; Ctrl-C again leaves)'));
    return text;
  }
  if (ending.error !== undefined) terminal.say(yellow(modelTrouble(ending.error)));
  else if (text === '') terminal.say(yellow('The model answered nothing.'));
  return text === '' ? null : text;
}

async function* textOf(stream: AsyncIterable<TextStreamPart<ToolSet>>, ending: Ending) {
  try {
    for await (const part of stream) {
      if (part.type === 'text-delta') yield part.text;
      if (part.type === 'error') ending.error = part.error;
      if (part.type === 'abort') ending.isStopped = true;
    }
  } catch (error) {
    ending.error = error;
  }
}
