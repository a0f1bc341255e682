import { SMALLEST_CONTEXT_WINDOW } from '../defaults.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import type { Server } from './server.js';

/** First in both lists of every server of one's own, but it runs elsewhere and needs an account of its own. */
const LAST_RESORT = 'letta/letta-free';

/**
 * The first fitting model of the server: one for text whose context holds the memory agent, `letta/letta-free`
 * only when there is no other.
 *
 * @throws MemoryConfigurationError when the server has none.
 */
export async function chooseModel(server: Server): Promise<string> {
  const models = await server.ask("list the server's models", (client, options) =>
    client.models.list({}, options),
  );
  const candidates = models
    .filter((model) => (model.model_type ?? 'llm') === 'llm')
    .filter((model) => (model.context_window ?? SMALLEST_CONTEXT_WINDOW) >= SMALLEST_CONTEXT_WINDOW)
    .map((model) => model.handle)
    .filter((handle) => typeof handle === 'string');
  const chosen = candidates.find((handle) => handle !== LAST_RESORT) ?? candidates[0];
  if (chosen !== undefined) return chosen;
  throw new MemoryConfigurationError({
    message:
      'The memory server has no model for its memory agents. Give the server one (a model provider with its key), ' +
      'or name one by the option `model` of Memory or by LETTA_MODEL.',
  });
}

/**
 * The first embedding model of the server but `letta/letta-free`; undefined when there is none. An agent learns
 * without one, and its archival memory is then searched by words, so a server that fails to tell costs nothing more.
 */
export async function chooseEmbedding(server: Server): Promise<string | undefined> {
  try {
    const embeddings = await server.ask("list the server's embedding models", (client, options) =>
      client.models.embeddings.list(options),
    );
    return embeddings
      .map((embedding) => embedding.handle)
      .filter((handle) => typeof handle === 'string')
      .find((handle) => handle !== LAST_RESORT);
  } catch (error) {
    if (MemoryRequestError.isInstance(error)) return undefined;
    throw error;
  }
}
