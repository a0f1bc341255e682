import type { ChosenModel } from './choose-model.js';
import type { Connection } from './connect.js';
import type { Terminal } from './terminal.js';

/** The longest name, and space behind it. */
const NAME_WIDTH = 8;

/** What the chat uses, and how to use better. */
export function showBanner(terminal: Terminal, model: ChosenModel, server: Connection, user: string): void {
  const { bold, dim } = terminal.colors;
  const row = (name: string, value: string) => `  ${dim(name.padEnd(NAME_WIDTH))}${value}`;
  terminal.say(`\n${bold('A chat that remembers')}\n`);
  terminal.say(
    [row('Model', model.description), row('Memory', server.description), row('User', user)].join('\n'),
    2 + NAME_WIDTH,
  );
  terminal.say(['', ...waysUp(model, server).map((line) => dim(line))].join('\n'));
}

function waysUp(model: ChosenModel, server: Connection): string[] {
  const lines: string[] = [];
  if (model.isStandIn) {
    lines.push('For a real model set OPENAI_API_KEY, or OPENAI_BASE_URL for Ollama, LM Studio or vLLM.');
  }
  if (server.isEmbedded) {
    lines.push('For a Letta server set LETTA_API_KEY (Letta Cloud) or LETTA_BASE_URL (your own).');
  }
  return [...lines, '/help shows the commands, exit leaves.', ''];
}
