import PQueue from 'p-queue';

/** What a lane needs to know of a run. */
export interface LaneRun {
  id: string;
  agentId: string;
}

/** Runs of one agent one after the other, those of different agents side by side up to a limit. */
export interface Lanes {
  /** Puts a run at the end of its agent's lane. */
  add(run: LaneRun): void;
  /** Starts nothing more, and waits for what is being performed. */
  close(): Promise<void>;
}

/**
 * @param options `concurrency`: runs performed at once; `perform` does one and never rejects.
 */
export function createLanes({
  concurrency,
  perform,
}: {
  concurrency: number;
  perform: (runId: string) => Promise<void>;
}): Lanes {
  const queue = new PQueue({ concurrency });
  /** By agent: what waits behind the run that is performed or queued. No entry: the lane is free. */
  const waiting = new Map<string, LaneRun[]>();
  let closed = false;

  function launch(run: LaneRun): void {
    void queue.add(async () => {
      await perform(run.id);
      const next = waiting.get(run.agentId)?.shift();
      if (next === undefined) waiting.delete(run.agentId);
      else if (!closed) launch(next);
    });
  }

  return {
    add(run) {
      if (closed) return;
      const lane = waiting.get(run.agentId);
      if (lane) {
        lane.push(run);
      } else {
        waiting.set(run.agentId, []);
        launch(run);
      }
    },
    async close() {
      closed = true;
      queue.clear();
      await queue.onIdle();
    },
  };
}
