import type { LanguageModel } from 'ai';
import { onTestFinished } from 'vitest';
import { createRuns, type RunsOptions } from '../runs/create-runs.js';
import { openStorage } from '../storage/open-storage.js';

/**
 * Runs on a storage of their own, both closed when the test ends.
 *
 * @param model The model of the memory agents.
 * @param options What shall differ from the defaults of tests.
 * @param url The database. Default: one in memory.
 */
export async function openRuns(model: LanguageModel, options: Partial<RunsOptions> = {}, url = ':memory:') {
  const storage = await openStorage({ url });
  const errors: unknown[] = [];
  const runs = createRuns({
    storage,
    model,
    maxConcurrentRuns: 4,
    requestTimeoutMs: 5_000,
    maxModelRetries: 0,
    onError: (error) => errors.push(error),
    ...options,
  });
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await runs.close();
    await storage.close();
  };
  onTestFinished(close);
  return { storage, runs, errors, close };
}
