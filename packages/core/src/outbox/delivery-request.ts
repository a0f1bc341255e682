import type { TurnItem } from '../turn/turn.js';

/** A turn, or the rest of one, on its way to a memory agent: one message. */
export interface TurnDelivery {
  /** What the turn is known by on the server; it begins the `otid`. */
  readonly key: string;
  /** `''` when it is not known. */
  readonly conversationId: string;
  /** What was said and done, in order. */
  readonly items: readonly TurnItem[];
  /** `<key>.<first item>-<last item>.<attempt>`: the same only for the very same message. */
  readonly otid: string;
  /** When it was said, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a delivery came to. */
export interface DeliveryReceipt {
  /** The run that learns. */
  readonly runId: string;
  /**
   * Is awaited: settled when the run has ended and what is read from then on holds what it learned. Until then the
   * words count as pending.
   */
  readonly learned: unknown;
}

/**
 * Hands turns to a user's memory agent, all in one run.
 *
 * @param userId whose agent
 * @param deliveries the turns, in order
 * @param options `signal` is aborted when the user is forgotten
 * @returns when the server has taken them.
 * @throws MemoryRunError when the run ended badly; a MemoryRequestError that is not retryable when they were refused;
 *   after anything else the very same deliveries are made again.
 */
export type Deliver = (
  userId: string,
  deliveries: readonly TurnDelivery[],
  options: { readonly signal: AbortSignal },
) => Promise<DeliveryReceipt>;
