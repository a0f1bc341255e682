import type { Connection } from './connect.js';
import type { Learning } from './learning.js';
import type { Terminal } from './terminal.js';
import type { UnsentTurns } from './unsent-turns.js';

/** What is to be put in order at the end. */
export interface LeaveParts {
  terminal: Terminal;
  learning: Learning;
  server: Connection;
  unsent: UnsentTurns;
}

/** Closing the database in order is nice to have (in ms); it survives a killed process too. */
const CLOSE_AT_ONCE_MS = 300;

/** Ends the chat: waits until everything said is learned. */
export async function leave({ terminal, learning, server, unsent }: LeaveParts): Promise<void> {
  const progress = terminal.progress('learning from what you said (Ctrl-C leaves at once)');
  await learning.settled();
  progress.stop();
  const left = learning.unsent.length;
  unsent.keep(learning.unsent);
  if (left > 0) terminal.say('What you said last could not be learned; it is kept for your next visit.');
  terminal.say('Goodbye!');
  terminal.close();
  await server.close();
}

/**
 * Ends the process now. Runs that a server has accepted go on there, or, on the embedded one, at the next
 * start; what no server has accepted is kept in a file.
 *
 * @param exitCode Of the process. Default: 0, since leaving is no failure.
 */
export function leaveAtOnce({ terminal, learning, server, unsent }: LeaveParts, exitCode = 0): void {
  unsent.keep(learning.unsent);
  const { isBusy } = learning;
  terminal.close();
  terminal.say(isBusy ? 'Goodbye! What you said last will be learned later.' : 'Goodbye!');
  setTimeout(() => process.exit(exitCode), CLOSE_AT_ONCE_MS);
  void server.close().finally(() => process.exit(exitCode));
}
