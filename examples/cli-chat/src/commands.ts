import type { Memory } from 'letta-memory';

import { forget } from './forget.js';
import type { Learning } from './learning.js';
import type { Session } from './session.js';
import { showMemory, showRawMemory } from './show-memory.js';
import type { Terminal } from './terminal.js';
import { memoryTrouble } from './troubles.js';

/** What commands work on. */
export interface CommandParts {
  memory: Memory;
  learning: Learning;
  session: Session;
  terminal: Terminal;
}

interface Command {
  /** As it is typed, with what may stand behind it. */
  usage: string;
  help: string;
  run: (parts: CommandParts, argument: string) => Promise<void>;
}

/** The longest usage, and space behind it. */
const USAGE_WIDTH = 15;

const COMMANDS = new Map<string, Command>([
  [
    '/memory',
    {
      usage: '/memory [raw]',
      help: 'show what is remembered; raw: as the model is given it',
      run: (parts, argument) => (argument === 'raw' ? showRawMemory(parts) : showMemory(parts)),
    },
  ],
  ['/forget', { usage: '/forget', help: 'delete all of it, after asking', run: forget }],
  ['/wait', { usage: '/wait', help: 'wait until everything said is learned', run: waitForLearning }],
  ['/clear', { usage: '/clear', help: 'begin a new conversation; the memory stays', run: clear }],
  ['/user', { usage: '/user [name]', help: 'show who is talking, or change it', run: changeUser }],
  ['/help', { usage: '/help', help: 'show this', run: help }],
]);

/** The names of all commands. */
export const COMMAND_NAMES = [...COMMANDS.keys()];

/** Runs what begins with a slash. */
export class Commands {
  readonly #parts: CommandParts;

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  /**
   * @param line What was typed.
   * @returns Whether it was a command; else it is something to talk about.
   */
  async run(line: string): Promise<boolean> {
    const [, name, argument = ''] = /^(\/\p{L}+)(?:\s+(.*))?$/u.exec(line) ?? [];
    if (name === undefined) return false;
    const { terminal } = this.#parts;
    const command = COMMANDS.get(name.toLowerCase());
    try {
      if (command === undefined) terminal.say(`There is no ${name}. /help shows what there is.`);
      else await command.run(this.#parts, argument.trim());
    } catch (error) {
      terminal.say(terminal.colors.yellow(memoryTrouble(error)));
    }
    return true;
  }
}

async function waitForLearning({ learning, terminal }: CommandParts): Promise<void> {
  const progress = terminal.progress('learning');
  await learning.settled();
  progress.stop();
  const kept = learning.unsent.length > 0;
  terminal.say(
    kept ? 'What you said last cannot be learned for now; it is kept.' : 'Everything you said is learned.',
  );
}

async function clear({ session, terminal }: CommandParts): Promise<void> {
  session.history = [];
  terminal.say('A new conversation. What is remembered stays; /forget would delete it.');
}

async function changeUser({ session, terminal, learning }: CommandParts, name: string): Promise<void> {
  if (name !== '' && name !== session.user) {
    session.user = name;
    session.history = [];
  }
  const isKnown = (await learning.recall(session.user)) !== '';
  const known = isKnown ? 'somebody I remember' : 'somebody I know nothing about yet';
  terminal.say(`You are ${terminal.colors.bold(session.user)}, ${known}.`);
}

async function help({ terminal }: CommandParts): Promise<void> {
  const { bold } = terminal.colors;
  const rows = [...COMMANDS.values(), { usage: 'exit', help: 'leave, once everything said is learned' }];
  terminal.say(
    rows.map(({ usage, help }) => `  ${bold(usage.padEnd(USAGE_WIDTH))}${help}`).join('\n'),
    2 + USAGE_WIDTH,
  );
}
