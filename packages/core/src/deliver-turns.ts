import type { ContextCache } from './context/context-cache.js';
import { REFRESH_PATIENCE_MS } from './defaults.js';
import type { Delivery } from './delivery/delivery.js';
import { awaitRunEnd, requireGoodEnd } from './delivery/run-end.js';
import type { UserLanes } from './delivery/user-lanes.js';
import { MemoryRequestError } from './errors/memory-request-error.js';
import { pollIntervals } from './letta/poll-intervals.js';
import type { Server } from './letta/server.js';
import type { Deliver } from './outbox/delivery-request.js';
import { turnPortions } from './turn-messages.js';

/** What the delivery of turns stands on. */
export interface DeliverTurnsTools {
  server: Server;
  delivery: Delivery;
  /** One sending of a user at a time, beside `addMessages` and deletions. */
  lanes: UserLanes;
  cache: ContextCache<unknown>;
  timeZone: (userId: string) => string;
  runTimeoutMs: number;
}

/** Makes the function with which the outbox hands turns to memory agents. */
export function deliverTurns(tools: DeliverTurnsTools): Deliver {
  const { server, delivery, lanes, timeZone } = tools;
  return async (userId, deliveries, { signal }) => {
    const run = await lanes.run(userId, signal, async (linked) => {
      const options = { timeZone: timeZone(userId) };
      try {
        return await delivery.deliverMessages(server.under(linked), userId, (contextWindow) =>
          turnPortions(deliveries, { ...options, contextWindow }),
        );
      } catch (error) {
        throw mayBeRepeated(error);
      }
    });
    return { runId: run.id, learned: learned(tools, userId, run.id, signal) };
  };
}

/** Settles when the run has ended and the cache holds what it learned. */
async function learned(
  { server, delivery, cache, runTimeoutMs: timeoutMs }: DeliverTurnsTools,
  userId: string,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const own = server.under(signal);
  const run = await awaitRunEnd(own, runId, { deadline: Date.now() + timeoutMs, timeoutMs });
  delivery.openRuns.ended(runId);
  requireGoodEnd(run);
  // Until a read has begun after the run's end, only the outbox knows the words.
  const giveUpAt = Date.now() + REFRESH_PATIENCE_MS;
  for (const pause of pollIntervals()) {
    if (signal.aborted || (await cache.refresh(userId)) || Date.now() >= giveUpAt) return;
    await own.sleep(pause);
  }
}

/**
 * `addMessages` must not be called again after an unclear end. The outbox sends the very same messages with the same
 * names again, which the server knows: for it, it is a failure like any other that passes.
 */
function mayBeRepeated(error: unknown): unknown {
  const isFinal = MemoryRequestError.isInstance(error) && !error.isRetryable;
  return isFinal && MemoryRequestError.isInstance(error.cause) ? error.cause : error;
}
