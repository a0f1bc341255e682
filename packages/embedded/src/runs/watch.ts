import { RunVanishedError } from '../errors.js';
import type { Storage } from '../storage/open-storage.js';
import { UNFINISHED, type RunRow } from '../storage/run-rows.js';
import type { Changes } from './changes.js';
import type { RunEvent } from './types.js';

/** What watching a run needs. */
export interface WatchOptions {
  storage: Storage;
  changes: Changes;
  /** Stops watching, with its reason. */
  signal: AbortSignal;
}

/**
 * Waits for a run's end.
 *
 * @param runId Which run.
 * @throws RunVanishedError when it is not there; the signal's reason.
 */
export async function watchEnd(runId: string, { storage, changes, signal }: WatchOptions): Promise<RunRow> {
  for (;;) {
    const moment = changes.now();
    const run = await storage.runs.retrieve(runId);
    if (run === null) throw new RunVanishedError({ runId });
    if (!UNFINISHED.includes(run.status)) return run;
    await changes.after(runId, moment, signal);
  }
}

/**
 * What was and will be stored for a run, and its end.
 *
 * @param runId Which run. One that is not there has no events.
 * @yields Messages in their order, then the end.
 */
export async function* watchEvents(
  runId: string,
  { storage, changes, signal }: WatchOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  let last: string | undefined;
  for (;;) {
    const moment = changes.now();
    // The run before its messages: when it has ended, all of them are there.
    const run = await storage.runs.retrieve(runId);
    if (run === null) return;
    const window = { limit: null, ascending: true, newerThan: last };
    for (const message of await storage.messages.list({ runId }, window)) {
      last = message.id;
      yield { type: 'message', message };
    }
    if (!UNFINISHED.includes(run.status)) {
      yield { type: 'end', run };
      return;
    }
    await changes.after(runId, moment, signal);
  }
}
