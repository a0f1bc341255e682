import { HOLDER_PATIENCE_MS, RESEND_PAUSES_MS } from '../defaults.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import { MemoryRunTimeoutError } from '../errors/memory-run-timeout-error.js';
import type { MemoryEvent } from '../events.js';
import { isNotFound, type Server } from '../letta/server.js';
import { mayBeAccepted, startAsync, startInBackground, type Sending } from '../letta/messages.js';
import { pollIntervals } from '../letta/poll-intervals.js';
import { awaitRunEnd } from './run-end.js';

/** Which of Letta's two ways to deliver this server offers; learned from its answers. */
export interface DeliveryWay {
  isBackgroundSupported: boolean;
}

/** How a sending is made. */
export interface SendOptions {
  way: DeliveryWay;
  /** Milliseconds to wait, in all, for other runs of the agent to end. */
  runTimeoutMs: number;
  onEvent: (event: MemoryEvent) => void;
}

/**
 * Sends until the server has taken the messages as a run: waits while another run holds the agent, repeats the
 * very same request after an ambiguous end, and falls back to the plain endpoint.
 *
 * @returns the run's id, or null when there is no such agent (any more).
 */
export async function send(server: Server, sending: Sending, options: SendOptions): Promise<string | null> {
  if (!options.way.isBackgroundSupported) return sendAsync(server, sending);
  const deadline = Date.now() + options.runTimeoutMs;
  let holder: string | undefined;
  let busyPauses = pollIntervals();
  const resendPauses = [...RESEND_PAUSES_MS];
  let isUnclear = false;
  for (;;) {
    const outcome = await startInBackground(server, sending);
    switch (outcome.kind) {
      case 'started':
        return outcome.runId;
      case 'agent-gone':
        return null;
      case 'unsupported': {
        // An earlier attempt may have been taken after all, and this endpoint would take it a second time.
        if (isUnclear) throw mayBeAccepted(new Error(`the repetition got ${outcome.status}`));
        const runId = await sendAsync(server, sending);
        // A 404 may have meant the agent; only when the other endpoint knows it was it the route.
        if (runId !== null) {
          options.way.isBackgroundSupported = false;
          options.onEvent({ type: 'background-unavailable', status: outcome.status });
        }
        return runId;
      }
      case 'busy':
        // Another holder is a sign of progress, so the pauses begin anew.
        if (outcome.runId !== holder) busyPauses = pollIntervals();
        holder = outcome.runId;
        await awaitFreeAgent(server, outcome.runId, busyPauses.next().value, deadline, options);
        break;
      case 'unclear': {
        isUnclear ||= !outcome.isSurelyNotTaken;
        const pause = resendPauses.shift();
        if (pause === undefined) throw isUnclear ? mayBeAccepted(outcome.error) : outcome.error;
        await server.sleep(pause);
        break;
      }
    }
  }
}

async function sendAsync(server: Server, sending: Sending): Promise<string | null> {
  try {
    return await startAsync(server, sending);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function awaitFreeAgent(
  server: Server,
  runId: string | undefined,
  pause: number,
  deadline: number,
  options: SendOptions,
): Promise<void> {
  const { runTimeoutMs } = options;
  if (Date.now() >= deadline) {
    throw new MemoryRunTimeoutError({
      runId,
      timeoutMs: runTimeoutMs,
      message:
        `Another run holds the memory agent for more than ${runTimeoutMs} ms; nothing was sent. ` +
        'Add the messages again later, or raise the option `runTimeoutMs`.',
    });
  }
  if (runId !== undefined) {
    try {
      const timeoutMs = Math.min(HOLDER_PATIENCE_MS, deadline - Date.now());
      await awaitRunEnd(server, runId, { deadline: Date.now() + timeoutMs, timeoutMs });
    } catch (error) {
      // A run that is unknown or never ends still lets go of the agent, when its lock expires: try again.
      const isOver = MemoryRunError.isInstance(error) || MemoryRunTimeoutError.isInstance(error);
      if (!isOver) throw error;
    }
  }
  // The lock is let go a moment after the run's end; others may wait for it too, so the pauses differ.
  await server.sleep(pause * (0.5 + Math.random()));
}
