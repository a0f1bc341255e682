import type { StoredTurn } from './stored-turn.js';

/** What changes in a store, all of it or nothing. */
export interface StoreChange<Outcome> {
  /** Turns to put in, or in the place of those with the same id. A new one is the user's latest. */
  readonly save: readonly StoredTurn[];
  /** The ids of turns to take out. */
  readonly remove: readonly string[];
  /** What the caller wants to know. */
  readonly outcome: Outcome;
}

/** Where the outbox keeps turns. Stores that outlive the process, or that several share, stand behind it too. */
export interface OutboxStore {
  /**
   * Changes the turns of one user in one go: no other change of them falls between what `change` gets to see and
   * what it makes of it.
   *
   * @param userId whose turns
   * @param change gets the user's turns in order of arrival; pure, since it may be asked again after a conflict
   */
  upsert<Outcome>(
    userId: string,
    change: (turns: readonly StoredTurn[]) => StoreChange<Outcome>,
  ): Promise<Outcome>;

  /**
   * The user's turns as far as this process knows them, in order of arrival, without waiting.
   *
   * @param userId whose turns
   */
  peek(userId: string): readonly StoredTurn[];

  /** The users who have turns. */
  users(): Promise<readonly string[]>;

  /**
   * Takes out all turns of a user.
   *
   * @param userId whose turns
   */
  forget(userId: string): Promise<void>;
}
