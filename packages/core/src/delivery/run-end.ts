import { LAST_LOOK_MS, REQUEST_TIMEOUT_MS } from '../defaults.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import { MemoryRunTimeoutError } from '../errors/memory-run-timeout-error.js';
import type { Server } from '../letta/server.js';
import { pollIntervals } from '../letta/poll-intervals.js';
import { editedLabels, hasEnded, retrieveRun, type RunState } from '../letta/runs.js';

/** What is told at each look at a run. */
export interface MemoryRunProgress {
  /** The run that is waited for. */
  runId: string;
  /** Its status: `created` and `running` are under way. */
  status: string;
  /** Milliseconds since the waiting began. */
  elapsedMs: number;
}

/** How to wait for a run. */
export interface WaitOptions {
  /** Milliseconds since 1970 at which the waiting ends. */
  deadline: number;
  /** Milliseconds that were asked for in all; for the error message. */
  timeoutMs: number;
  onProgress?: (progress: MemoryRunProgress) => void;
}

/** What came of a run that ended well. */
export interface MemoryRunResult {
  /** Why the memory agent stopped: `tool_rule`, its usual end, or `end_turn`. */
  stopReason: string;
  /** The labels of the blocks that were changed; empty when there was nothing to learn. */
  changed: string[];
}

/** The stop reasons of a run that did what it should. All others come with `completed` too. */
const GOOD_ENDS = new Set(['tool_rule', 'end_turn']);

/**
 * Waits until a run has ended, well or not. Broken connections and failing servers are outlived until the
 * deadline.
 *
 * @throws MemoryRunTimeoutError, MemoryAbortedError, MemoryRunError for a run that the server does not know,
 *   MemoryRequestError for a refusal (401 …).
 */
export async function awaitRunEnd(server: Server, runId: string, options: WaitOptions): Promise<RunState> {
  const start = options.deadline - options.timeoutMs;
  for (const interval of pollIntervals()) {
    const run = await insist(server, runId, options, (timeoutMs) => retrieveRun(server, runId, timeoutMs));
    options.onProgress?.({ runId, status: run.status, elapsedMs: Date.now() - start });
    if (hasEnded(run)) return run;
    await sleepUntilNextLook(server, runId, interval, options);
  }
  throw timedOut(runId, options);
}

/**
 * Waits for a run's good end and tells what it changed.
 *
 * @throws MemoryRunError for a bad end, and as {@link awaitRunEnd}.
 */
export async function awaitLearning(
  server: Server,
  runId: string,
  options: WaitOptions,
  onEnded: () => void,
): Promise<MemoryRunResult> {
  const run = await awaitRunEnd(server, runId, options);
  onEnded();
  requireGoodEnd(run);
  const changed = await insist(server, runId, options, () => editedLabels(server, runId));
  return { stopReason: run.stopReason ?? 'end_turn', changed };
}

/** Throws a MemoryRunError for a run that ended badly. A server that names no reason is believed its status. */
export function requireGoodEnd(run: RunState): void {
  const isGood = run.status === 'completed' && (run.stopReason === null || GOOD_ENDS.has(run.stopReason));
  if (isGood) return;
  throw new MemoryRunError({
    runId: run.id,
    status: run.status,
    stopReason: run.stopReason,
    message: `The learning run ${run.id} ended as ${run.status} (${run.stopReason ?? 'no reason given'}). ${advice(run)}`,
  });
}

function advice(run: RunState): string {
  if (run.status === 'cancelled')
    return 'Somebody cancelled it; add the messages again if they should be learned.';
  switch (run.stopReason) {
    case 'max_steps':
      return 'The memory agent took too many steps; part may be learned. Raise the option `maxSteps`, or use a better model.';
    case 'insufficient_credits':
      return 'The Letta account has no credits left; nothing more is learned until it has.';
    case 'context_window_overflow_in_system_prompt':
    case 'max_tokens_exceeded':
      return "The model's context is full: shorten the user's blocks, or use a model with a larger context.";
    default:
      return "Look at the memory server's log and its model's key and quota, then add the messages again.";
  }
}

/** Asks again and again, with growing pauses, while the server cannot be reached or fails. */
async function insist<Answer>(
  server: Server,
  runId: string,
  options: WaitOptions,
  ask: (timeoutMs: number) => Promise<Answer>,
): Promise<Answer> {
  for (const interval of pollIntervals()) {
    try {
      return await ask(Math.max(LAST_LOOK_MS, Math.min(REQUEST_TIMEOUT_MS, options.deadline - Date.now())));
    } catch (error) {
      if (isUnknownId(error)) throw unknownRun(runId, error);
      if (!MemoryRequestError.isInstance(error) || !error.isRetryable) throw error;
      await sleepUntilNextLook(server, runId, interval, options, error);
    }
  }
  throw timedOut(runId, options);
}

/** Letta answers 400 to a run id that cannot be one. */
function isUnknownId(error: unknown): boolean {
  return MemoryRequestError.isInstance(error) && [400, 404].includes(error.status ?? 0);
}

async function sleepUntilNextLook(
  server: Server,
  runId: string,
  interval: number,
  options: WaitOptions,
  cause?: unknown,
): Promise<void> {
  const left = options.deadline - Date.now();
  if (left <= 0) throw timedOut(runId, options, cause);
  // A last look right at the deadline is better than none.
  await server.sleep(Math.min(interval, left));
}

function timedOut(runId: string, options: WaitOptions, cause?: unknown): MemoryRunTimeoutError {
  return new MemoryRunTimeoutError({
    runId,
    timeoutMs: options.timeoutMs,
    message:
      `The learning run ${runId} did not end within ${options.timeoutMs} ms. It may still end: ` +
      'wait for it again by its id, or raise `timeoutMs`.',
    cause,
  });
}

function unknownRun(runId: string, cause: unknown): MemoryRunError {
  return new MemoryRunError({
    runId,
    status: 'not-found',
    stopReason: null,
    message: `The memory server knows no run ${runId}. Was the user deleted, or is it the run of another server?`,
    cause,
  });
}
