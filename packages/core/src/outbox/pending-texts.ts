import { without, type StoredTurn } from './stored-turn.js';

/** Words of a user that are handed over and not learned yet. */
export interface PendingText {
  /** What was said. */
  readonly text: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Where; `''` when it is not known. */
  readonly conversationId: string;
}

/**
 * What a user said that is not learned yet, newest first. What is on its way counts, until its run has ended well.
 *
 * @param turns those of the user
 * @param exceptConversationId the conversation that holds its own words
 */
export function pendingTexts(turns: readonly StoredTurn[], exceptConversationId?: string): PendingText[] {
  const others = turns.filter(
    ({ conversationId }) => !exceptConversationId || conversationId !== exceptConversationId,
  );
  return others
    .flatMap((turn) =>
      without(turn.words, turn.sent).map(({ text }) => ({
        text,
        at: turn.startedAt,
        conversationId: turn.conversationId,
      })),
    )
    .toSorted((first, second) => second.at - first.at);
}
