import type { StoredMessage } from '../agent/conversation.js';
import type { Storage } from '../storage/open-storage.js';
import { CONTEXT_WINDOW, HISTORY_SHARE } from './defaults.js';

/** The usual estimate for western languages; a wrong one only moves the cut. */
const CHARACTERS_PER_TOKEN = 4;

/** More messages than this never fit. */
const MAX_MESSAGES = 2_000;

/**
 * What an agent that keeps earlier runs in view sees of them: the newest messages, cut before one of the
 * user's where they have outgrown their share of the context window.
 *
 * @param storage Where the messages are.
 * @param run The run that is performed: its own messages are not history.
 */
export async function historyBefore(
  storage: Storage,
  run: { id: string; agentId: string },
): Promise<StoredMessage[]> {
  const newestFirst = await storage.messages.list(
    { agentId: run.agentId, inContext: true, roles: ['user', 'assistant', 'tool'] },
    { limit: MAX_MESSAGES, ascending: false },
  );
  const earlier = newestFirst.filter(({ runId }) => runId !== run.id).toReversed();
  return cutHistory(earlier, CONTEXT_WINDOW * HISTORY_SHARE * CHARACTERS_PER_TOKEN);
}

/**
 * The longest end of a history that begins with the user's words and has at most so many characters.
 *
 * @param messages The history, oldest first.
 * @param maxCharacters What it may have.
 */
export function cutHistory<Message extends StoredMessage>(
  messages: readonly Message[],
  maxCharacters: number,
): Message[] {
  let size = 0;
  let start = messages.length;
  for (const [index, message] of [...messages.entries()].toReversed()) {
    size += message.content.length;
    for (const call of message.toolCalls) size += call.arguments.length;
    if (size > maxCharacters) break;
    const beginsTurn = message.role === 'user' && messages[index - 1]?.role !== 'user';
    if (beginsTurn) start = index;
  }
  return messages.slice(start);
}
