import type { CommandParts } from './commands.js';
import { printable } from './printable.js';

/** Shows what is remembered, for people to read. */
export async function showMemory({ memory, learning, session, terminal }: CommandParts): Promise<void> {
  const { bold, dim } = terminal.colors;
  const [about, summary] = await Promise.all([
    memory.getUserMemory(session.user),
    memory.getSummary(session.user),
  ]);
  const parts = [
    section(bold(`What I know about ${session.user}`), about),
    section(bold('What we talked about'), summary),
  ].filter((part) => part !== '');
  terminal.say(parts.length > 0 ? parts.join('\n\n') : `Nothing is remembered of ${session.user} yet.`);
  if (learning.isBusy) terminal.say(dim('What you said last is still being learned.'));
}

/** Shows what the model is given, to the letter. */
export async function showRawMemory({ memory, session, terminal }: CommandParts): Promise<void> {
  const context = await memory.getContext(session.user);
  terminal.say(context ? printable(context) : 'Nothing: the model is given no memory.');
}

function section(title: string, text: string | null): string {
  if (text === null || text.trim() === '') return '';
  const lines = printable(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
