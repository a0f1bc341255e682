import type { DeadLetter, DropReason, OutboxEvent, TurnIds } from './outbox-events.js';

/** Figures, counted since the outbox was made. */
export interface OutboxCounts {
  /** Turns that went, or parts of them. */
  readonly delivered: number;
  /** Deliveries that failed. */
  readonly failed: number;
  /** Turns of which nothing is learned, on purpose. */
  readonly dropped: number;
  /** Turns that were given up. */
  readonly deadLetters: number;
}

/** Whom the reporter tells. */
export interface ReporterOptions {
  /** Told what happens; what it throws is dropped. */
  readonly onEvent?: ((event: OutboxEvent) => void) | undefined;
  /** Gets what could not be delivered; what it throws is dropped. */
  readonly onDeadLetter?: ((letter: DeadLetter) => void) | undefined;
}

/** Tells what happens to turns, and counts it. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #counts = { delivered: 0, failed: 0, dropped: 0, deadLetters: 0 };

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  counts(): OutboxCounts {
    return { ...this.#counts };
  }

  accepted(turn: TurnIds, isReplaced: boolean, isOpen: boolean): void {
    this.#emit({ ...idsOf(turn), type: isReplaced ? 'turn-replaced' : 'turn-queued', isOpen });
  }

  dropped(turn: TurnIds, reason: DropReason): void {
    this.#counts.dropped += 1;
    this.#emit({ ...idsOf(turn), type: 'turn-dropped', reason });
  }

  delivered(turn: TurnIds, runId: string, items: number): void {
    this.#emit({ ...idsOf(turn), type: 'turn-delivered', runId, items });
  }

  learned(turn: TurnIds, runId: string): void {
    this.#counts.delivered += 1;
    this.#emit({ ...idsOf(turn), type: 'turn-learned', runId });
  }

  /** A delivery failed and is made again. */
  failed(turns: readonly TurnIds[], error: unknown, retryInMs: number): void {
    this.#counts.failed += 1;
    for (const turn of turns) {
      this.#emit({ ...idsOf(turn), type: 'turn-failed', error, isFinal: false, retryInMs });
    }
  }

  /** A turn is given up. */
  givenUp({ items, startedAt, error, ...turn }: DeadLetter): void {
    this.#counts.deadLetters += 1;
    const ids = idsOf(turn);
    this.#emit({ ...ids, type: 'turn-failed', error, isFinal: true, retryInMs: null });
    safely(() => this.#options.onDeadLetter?.({ ...ids, items, startedAt, error }));
  }

  #emit(event: OutboxEvent): void {
    safely(() => this.#options.onEvent?.(event));
  }
}

// Whoever calls passes whole turns; words must not get into events by that.
function idsOf({ userId, conversationId, key }: TurnIds): TurnIds {
  return { userId, conversationId, key };
}

function safely(tell: () => void): void {
  try {
    tell();
  } catch {
    // An app's broken handler must not cost anybody's words.
  }
}
