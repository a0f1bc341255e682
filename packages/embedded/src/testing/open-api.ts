import { Letta } from '@letta-ai/letta-client';
import type { LanguageModel } from 'ai';
import type { ApiOptions } from '../api/api-options.js';
import { createApi } from '../api/create-api.js';
import { openRuns } from './open-runs.js';

/**
 * The whole API on a storage of its own, closed when the test ends, with the official client before it.
 *
 * @param model The model of the memory agents.
 * @param options What shall differ from the defaults of tests.
 */
export async function openApi(model: LanguageModel, options: Partial<ApiOptions> = {}) {
  const { storage, runs } = await openRuns(model);
  const app = createApi({
    storage,
    runs,
    model: { provider: 'test', modelId: 'model', contextWindow: 100_000 },
    instructions: 'Be good.',
    ...options,
  });
  const client = new Letta({
    baseURL: 'http://api.test',
    apiKey: options.token ?? null,
    maxRetries: 0,
    fetch: async (input, init) => app.request(input, init),
  });
  return { storage, runs, app, client };
}

/** What an agent of tests is made from. */
export const AGENT = {
  name: 'letta-memory-1',
  agent_type: 'sleeptime_agent' as const,
  model: 'any/model',
  memory_blocks: [
    { label: 'human', value: '', limit: 10_000 },
    { label: 'summary', value: '', limit: 1_000 },
  ],
  initial_message_sequence: [],
  message_buffer_autoclear: true,
};
