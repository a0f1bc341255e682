import { showBanner } from './banner.js';
import { chat } from './chat.js';
import { chooseModel } from './choose-model.js';
import { COMMAND_NAMES, Commands } from './commands.js';
import { connect } from './connect.js';
import { makeDataFolder } from './data-folder.js';
import { greet } from './greet.js';
import { Interrupts } from './interrupts.js';
import { Learning } from './learning.js';
import { leave, leaveAtOnce } from './leave.js';
import { learnedNotice } from './learned-notice.js';
import type { ChatOptions } from './options.js';
import type { Session } from './session.js';
import { Terminal } from './terminal.js';
import { memoryTrouble } from './troubles.js';
import { UnsentTurns } from './unsent-turns.js';
import { watchSignals } from './watch-signals.js';

/** Puts the parts of a chat together, and holds it from the greeting to the leave-taking. */
export async function openChat({ user, database }: ChatOptions): Promise<void> {
  makeDataFolder(database);
  const session: Session = { user, history: [] };
  const model = chooseModel(process.env);
  const server = connect({ environment: process.env, database, model: model.model });
  const unsent = new UnsentTurns(`${database}.unsent.jsonl`, server.description);

  const interrupts = new Interrupts({
    leave: () => {
      if (!terminal.isInteractive)
        terminal.say('Leaving when everything is learned; Ctrl-C again leaves at once.');
      terminal.stopListening();
    },
    leaveAtOnce: () => leaveAtOnce({ terminal, learning, server, unsent }),
  });
  const terminal: Terminal = new Terminal({
    input: process.stdin,
    output: process.stdout,
    environment: process.env,
    completions: COMMAND_NAMES,
    onInterrupt: () => interrupts.interrupt(),
  });
  const learning: Learning = new Learning(server.memory, {
    onLearned: (whose, news) => terminal.notice(learnedNotice(terminal.colors, session.user, whose, news)),
    onTrouble: (error) => terminal.notice(terminal.colors.yellow(memoryTrouble(error))),
  });
  watchSignals({ terminal, learning, server, unsent, interrupts });

  showBanner(terminal, model, server, user);
  await greet({ terminal, learning, server, unsent, session });
  const commands = new Commands({ memory: server.memory, learning, session, terminal });
  await chat({ model: model.model, session, learning, terminal, commands, interrupts });
  interrupts.startLeaving();
  await leave({ terminal, learning, server, unsent });
}
