import type { LanguageModel } from 'ai';
import PQueue from 'p-queue';
import { createAskModel } from '../agent/ask-model.js';
import { StepFailure } from '../agent/model-failure.js';
import { statusOf } from '../agent/stop-reason.js';
import { EmbeddedClosedError } from '../errors.js';
import type { Storage } from '../storage/open-storage.js';
import { UNFINISHED, type NewRun, type RunEnd, type RunRow } from '../storage/run-rows.js';
import { createChanges } from './changes.js';
import { dedupeKeyOf } from './dedupe-key.js';
import { DEDUPE_MS, MAX_MODEL_RETRIES, MAX_STEPS, RUN_TIMEOUT_MS } from './defaults.js';
import { createLanes } from './lanes.js';
import { performRun } from './perform-run.js';
import type { RunRequest, Runs } from './types.js';
import { watchEnd, watchEvents } from './watch.js';

/** What runs are made from. */
export interface RunsOptions {
  storage: Storage;
  model: LanguageModel;
  /** Runs of different agents that are performed at once. */
  maxConcurrentRuns: number;
  /** How long one answer of the model may take, in milliseconds. */
  requestTimeoutMs: number;
  /** How long a run may take from when it is begun, in milliseconds. Default 15 minutes. */
  runTimeoutMs?: number;
  /** How often a failed model call is repeated. Default 2. */
  maxModelRetries?: number;
  /** Told why runs failed, with the error underneath. */
  onError?: ((error: unknown) => void) | undefined;
}

/** Why a run's work was stopped from outside: its row says the rest. */
class RunStopped extends Error {}

/**
 * Performs the runs of all agents on one storage.
 *
 * @param options Storage, model and limits.
 */
export function createRuns({
  storage,
  model,
  maxConcurrentRuns,
  requestTimeoutMs,
  runTimeoutMs = RUN_TIMEOUT_MS,
  maxModelRetries = MAX_MODEL_RETRIES,
  onError = () => {},
}: RunsOptions): Runs {
  const ask = createAskModel({ model, timeoutMs: requestTimeoutMs, maxRetries: maxModelRetries });
  const changes = createChanges();
  const performing = new Map<string, AbortController>();
  const closing = new AbortController();
  const lanes = createLanes({ concurrency: maxConcurrentRuns, perform });
  // One request after the other, so that looking, accepting and queueing are one act and order is kept.
  const door = new PQueue({ concurrency: 1 });

  function report(error: unknown): void {
    try {
      onError(error);
    } catch {
      // An error in the one who listens to errors has nobody to be told to.
    }
  }

  async function perform(runId: string): Promise<void> {
    const controller = new AbortController();
    performing.set(runId, controller);
    const timer = setTimeout(() => {
      const detail = `The run took longer than ${runTimeoutMs} ms.`;
      controller.abort(new StepFailure({ stopReason: 'error', detail }));
    }, runTimeoutMs);
    try {
      if (closing.signal.aborted) return;
      const run = await storage.runs.retrieve(runId);
      if (run === null || !UNFINISHED.includes(run.status)) return;
      const onStep = () => changes.notify(runId);
      await performRun(run, { storage, ask, signal: controller.signal, onStep });
    } catch (error) {
      if (!(error instanceof RunStopped)) await fail(runId, error);
    } finally {
      clearTimeout(timer);
      performing.delete(runId);
      changes.notify(runId);
    }
  }

  async function fail(runId: string, error: unknown): Promise<void> {
    report(error);
    try {
      await storage.runs.finish(runId, failureEnd(error));
    } catch (storageError) {
      // The run stays as it is and is taken up at the next start.
      report(storageError);
    }
  }

  async function accept(run: NewRun): Promise<RunRow> {
    const accepted = await storage.runs.accept(run);
    lanes.add(accepted);
    return accepted;
  }

  async function atTheDoor<Result>(work: () => Promise<Result>): Promise<Result> {
    return door.add(async () => {
      closing.signal.throwIfAborted();
      return work();
    });
  }

  return {
    submit: (request) => atTheDoor(() => accept(newRun(request, false))),

    submitBackground: (request) =>
      atTheDoor(async () => {
        const dedupeKey = dedupeKeyOf(request.input);
        const notBefore = new Date(Date.now() - DEDUPE_MS).toISOString();
        const earlier = await storage.runs.findByDedupeKey(request.agentId, dedupeKey, notBefore);
        if (earlier) return { outcome: 'attached', run: earlier };
        // Only background runs have a key, and only they lock each other out.
        const active = await storage.runs.active(request.agentId);
        const busy = active.find((run) => run.dedupeKey !== null);
        if (busy) return { outcome: 'busy', runId: busy.id };
        const run = await accept({ ...newRun(request, true), status: 'running', dedupeKey });
        return { outcome: 'started', run };
      }),

    async cancel(agentId, runIds) {
      closing.signal.throwIfAborted();
      const ids = runIds ?? (await storage.runs.active(agentId)).map(({ id }) => id);
      const results: Record<string, 'cancelled' | 'failed'> = {};
      for (const id of ids) {
        const run = await storage.runs.retrieve(id);
        results[id] = run?.agentId === agentId && (await cancelRun(run)) ? 'cancelled' : 'failed';
      }
      return results;
    },

    events: (runId, signal) => watchEvents(runId, { storage, changes, signal: withClosing(signal) }),
    ended: (runId, signal) => watchEnd(runId, { storage, changes, signal: withClosing(signal) }),

    async start() {
      for (const run of await storage.runs.unfinished()) lanes.add(run);
    },

    async close() {
      closing.abort(new EmbeddedClosedError());
      for (const controller of performing.values()) controller.abort(new RunStopped('parked'));
      await door.onIdle();
      await lanes.close();
    },
  };

  async function cancelRun(run: RunRow): Promise<boolean> {
    const end: RunEnd = { status: 'cancelled', stopReason: 'cancelled', errorDetail: null };
    const ended = await storage.runs.finish(run.id, end);
    // Ended first: a step that is being stored meanwhile is either stored before or not at all.
    performing.get(run.id)?.abort(new RunStopped('cancelled'));
    changes.notify(run.id);
    return ended || run.status === 'cancelled';
  }

  function withClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  }
}

function newRun(
  { agentId, input, maxSteps, background, metadata }: RunRequest,
  isBackground: boolean,
): NewRun {
  return {
    agentId,
    input,
    maxSteps: Math.max(1, maxSteps ?? MAX_STEPS),
    background: background ?? isBackground,
    metadata: metadata ?? {},
  };
}

function failureEnd(error: unknown): RunEnd {
  if (error instanceof StepFailure) {
    return { status: statusOf(error.stopReason), stopReason: error.stopReason, errorDetail: error.message };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { status: 'failed', stopReason: 'error', errorDetail: `The server failed (${name}).` };
}
