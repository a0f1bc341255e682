import type { CommandParts } from './commands.js';

const YES = /^y(es)?$/i;

/** Deletes a user's memory after a yes, and says what was deleted. */
export async function forget({ memory, learning, session, terminal }: CommandParts): Promise<void> {
  const { user } = session;
  const { bold } = terminal.colors;
  const answer = await terminal.ask(`Delete everything that is remembered of ${bold(user)}? (yes/no) `);
  if (answer === null || !YES.test(answer)) {
    terminal.say('Nothing was deleted.');
    return;
  }

  const progress = terminal.progress('deleting');
  try {
    await learning.drop(user);
    const { deleted, notDeletable } = await memory.deleteUser(user);
    session.history = [];
    progress.stop();
    terminal.say(
      deleted
        ? `Deleted: the memory agent of ${user} with what it had learned, every message it was given, and this conversation.`
        : `Nothing was remembered of ${user}. This conversation is forgotten.`,
    );
    if (notDeletable.length > 0)
      terminal.say(`The server keeps, and lets nobody delete: ${notDeletable.join(', ')}.`);
  } finally {
    progress.stop();
  }
}
