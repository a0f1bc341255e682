import type { InputMessage, RunRow } from '../storage/run-rows.js';
import type { MessageRow } from '../storage/message-rows.js';
import type { JsonObject } from '../storage/row-values.js';

/** What an agent is to learn from. */
export interface RunRequest {
  agentId: string;
  input: InputMessage[];
  /** Steps at most. Default 50, as Letta. */
  maxSteps?: number | undefined;
  /** What the run's `background` shall say; nothing depends on it. Default: false of `submit`, true of `submitBackground`. */
  background?: boolean;
  /** Kept with the run. Default `{}`. */
  metadata?: JsonObject;
}

/** What came of a request to the background endpoint. */
export type BackgroundOutcome =
  /** `started`: a new run. `attached`: the run of an earlier request with the same otids, in whatever state it is. */
  | { outcome: 'started' | 'attached'; run: RunRow }
  /** Another background run of the agent has not ended. */
  | { outcome: 'busy'; runId: string };

/** What happens in a run, for those who watch it. */
export type RunEvent =
  /** A message was stored. The run's input comes first. */
  | { type: 'message'; message: MessageRow }
  /** The run has ended; always the last one. */
  | { type: 'end'; run: RunRow };

/** Accepts runs, performs them in order, and tells what becomes of them. */
export interface Runs {
  /**
   * Accepts a run. It is on disk when this resolves, and will be performed also if the process dies.
   *
   * @throws EmbeddedClosedError after `close`.
   */
  submit(request: RunRequest): Promise<RunRow>;
  /**
   * Accepts a run as Letta's background endpoint does: one at a time per agent, and the same otids in the same
   * order within three hours are the same run, also when it failed.
   *
   * @throws EmbeddedClosedError after `close`.
   */
  submitBackground(request: RunRequest): Promise<BackgroundOutcome>;
  /**
   * Cancels runs: their model call is stopped and nothing more of them is stored.
   *
   * @param runIds Which ones. Default: all of the agent that have not ended.
   * @returns By run: `cancelled`, or `failed` when there is no such run or it had ended otherwise.
   */
  cancel(agentId: string, runIds?: readonly string[]): Promise<Record<string, 'cancelled' | 'failed'>>;
  /**
   * Everything stored for a run from its beginning, then what comes as it comes. It ends with the run, and
   * quietly when the run vanishes with its agent.
   *
   * @param signal Stops watching; the iteration then ends with its reason.
   */
  events(runId: string, signal?: AbortSignal): AsyncIterable<RunEvent>;
  /**
   * Waits for a run's end.
   *
   * @param signal Stops waiting.
   * @throws RunVanishedError when there is no such run or its agent is deleted meanwhile.
   */
  ended(runId: string, signal?: AbortSignal): Promise<RunRow>;
  /** Takes up the runs that an earlier process left unfinished. Call it before the first `submit`. */
  start(): Promise<void>;
  /** Parks what is running for the next `start` and refuses what comes. Resolves when nothing touches the storage any more. */
  close(): Promise<void>;
}
