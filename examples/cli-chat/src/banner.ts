import type { ChosenModel } from './choose-model.js';
import type { Connection } from './connect.js';
import type { Terminal } from './terminal.js';

/** What the chat uses, and how to use better. */
export function showBanner(terminal: Terminal, model: ChosenModel, server: Connection, user: string): void {
  const { bold, dim } = terminal.colors;
  const row = (name: string, value: string) => `  ${dim(name.padEnd(8))}${value}`;
  terminal.say(
    [
      '',
      bold('A chat that remembers'),
      '',
      row('Model', model.description),
      row('Memory', server.description),
      row('User', user),
      '',
      ...waysUp(model, server).map((line) => dim(line)),
    ].join('\n'),
  );
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
