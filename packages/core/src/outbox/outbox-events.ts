import type { TurnItem } from '../turn/turn.js';
import type { Placement } from './place-turn.js';

/** Which turn it is about. */
export interface TurnIds {
  userId: string;
  /** `''` when it is not known. */
  conversationId: string;
  /** The key of the turn. */
  key: string;
}

/**
 * What happens to turns. Events bear ids and figures, never words of a user.
 *
 * - `turn-queued`: a call handed over a new turn, or what a known one goes on with;
 * - `turn-replaced`: a call was made again, and its answer stands in the place of one that was not sent;
 * - `turn-dropped`: nothing of it is learned: a regenerated answer, a prompt without words, a deleted user;
 * - `turn-delivered`: it was handed to the memory agent; `turn-learned`: the agent's run ended well;
 * - `turn-failed`: a delivery failed; with `isFinal` it is not tried again.
 */
export type OutboxEvent =
  | (TurnIds & { type: 'turn-queued'; isOpen: boolean })
  | (TurnIds & { type: 'turn-replaced'; isOpen: boolean })
  | (TurnIds & { type: 'turn-dropped'; reason: DropReason })
  | (TurnIds & { type: 'turn-delivered'; runId: string; items: number })
  | (TurnIds & { type: 'turn-learned'; runId: string })
  | (TurnIds & { type: 'turn-failed'; error: unknown; isFinal: boolean; retryInMs: number | null });

/** Why nothing of a turn is learned. */
export type DropReason = Extract<Placement, 'regenerated' | 'no-words'> | 'forgotten';

/** A turn that could not be delivered, with all that was not. */
export interface DeadLetter extends TurnIds {
  /** What was said and not delivered. */
  items: readonly TurnItem[];
  /** When it was said, in milliseconds since 1970. */
  startedAt: number;
  /** The last failure. */
  error: unknown;
}
