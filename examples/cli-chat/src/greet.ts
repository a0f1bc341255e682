import type { Connection } from './connect.js';
import type { Learning } from './learning.js';
import type { Session } from './session.js';
import type { Terminal } from './terminal.js';
import type { UnsentTurns } from './unsent-turns.js';

interface GreetParts {
  terminal: Terminal;
  learning: Learning;
  server: Connection;
  unsent: UnsentTurns;
  session: Session;
}

/** How long (in ms) the first question waits for what the last chat left to be learned. */
const CATCH_UP_MS = 5_000;

/** Takes up what an earlier chat left behind, and says whether the user is known. */
export async function greet({ terminal, learning, server, unsent, session }: GreetParts): Promise<void> {
  const progress = terminal.progress('catching up with what you said last time');
  await learning.follow(session.user, server.unfinishedRuns(session.user));
  for (const turn of unsent.take()) learning.add(turn);
  await Promise.race([learning.settled(), after(CATCH_UP_MS)]);
  const isKnown = (await learning.recall(session.user)) !== '';
  progress.stop();
  terminal.say(
    isKnown ? 'Welcome back: I remember you.' : 'I know nothing about you yet: tell me who you are.',
  );
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
