/** Lets those who watch a run sleep until something happened to it. */
export interface Changes {
  /** Something happened to a run. */
  notify(runId: string): void;
  /** The moment to give to `after`. Take it before looking at the run. */
  now(): number;
  /**
   * Resolves when something happened to a run after a moment, at once when it already has. It may also resolve
   * without a reason: look again.
   *
   * @param signal Stops waiting: rejects with its reason.
   */
  after(runId: string, moment: number, signal: AbortSignal): Promise<void>;
}

export function createChanges(): Changes {
  const sleepers = new Map<string, Set<() => void>>();
  let count = 0;

  return {
    notify(runId) {
      count++;
      for (const wake of sleepers.get(runId) ?? []) wake();
    },
    now: () => count,
    async after(runId, moment, signal) {
      signal.throwIfAborted();
      if (count !== moment) return;
      const ofRun = sleepers.get(runId) ?? new Set();
      sleepers.set(runId, ofRun);
      const settled = new AbortController();
      try {
        await new Promise<void>((resolve, reject) => {
          const options = { once: true, signal: settled.signal };
          signal.addEventListener('abort', () => reject(signal.reason), options);
          settled.signal.addEventListener('abort', () => ofRun.delete(resolve));
          ofRun.add(resolve);
        });
      } finally {
        settled.abort();
        if (ofRun.size === 0 && sleepers.get(runId) === ofRun) sleepers.delete(runId);
      }
    },
  };
}
