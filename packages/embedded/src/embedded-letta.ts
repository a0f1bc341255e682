import { setImmediate as nextTurn } from 'node:timers/promises';

import { Letta } from '@letta-ai/letta-client';
import { MEMORY_AGENT_INSTRUCTIONS } from './agent/prompt.js';
import { createApi } from './api/create-api.js';
import { checkOptions, type CheckedOptions, type EmbeddedLettaOptions } from './embedded-options.js';
import { EmbeddedClosedError } from './errors.js';
import { createRuns } from './runs/create-runs.js';
import { CONTEXT_WINDOW } from './runs/defaults.js';
import { lease } from './shared-instances.js';
import { openStorage } from './storage/open-storage.js';

/** A Letta server inside this process. */
export interface EmbeddedLetta {
  /**
   * The official client, which reaches the embedded server without a port. Errors of opening or closing come as
   * the `cause` of its `APIConnectionError`.
   */
  readonly client: Letta;
  /**
   * The server as a function, with the signature of `fetch`: mount it in any web server, or give it to other
   * clients. It needs no `this`, and rejects with `EmbeddedClosedError` after `close`.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;
  /** The database that is used, with its absolute path: `file:…` or `:memory:`. */
  readonly url: string;
  /**
   * Stops taking requests, parks the runs under way for the next start, and closes the database. When other
   * parts of the process hold the same file, only this handle is closed. May be called again.
   */
  close(): Promise<void>;
}

/** Where the client thinks its server is. Nothing ever goes there. */
const ADDRESS = 'http://embedded.letta';

/** What is opened at the first request. */
interface Server {
  handle(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Makes a Letta server that lives in this process and keeps its memory in one file. Nothing is opened or written
 * before the first request; that also takes up the runs an earlier process left unfinished.
 *
 * Calls for the same file share one server, whose options are those of the first call. One process at a time may
 * have a file.
 *
 * @param options Database and model; the rest has defaults.
 * @throws EmbeddedOptionError when an option cannot be used.
 * @example
 * const letta = createEmbeddedLetta({ url: 'file:memory.db', model: openai('gpt-5-mini') });
 * const memory = new Memory({ client: letta.client });
 * // …
 * await letta.close();
 */
export function createEmbeddedLetta(options: EmbeddedLettaOptions): EmbeddedLetta {
  const checked = checkOptions(options);
  const held = lease<Server>(checked.path, {
    open: () => openServer(checked),
    close: (server) => server.close(),
  });
  let closed = false;

  async function embeddedFetch(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const request = toRequest(input, init);
    // libSQL's local driver never leaves the microtask queue: without a turn of the event loop a caller's own
    // loop would starve timers, and what the driver frees only between turns would pile up.
    await nextTurn();
    if (closed) throw new EmbeddedClosedError();
    const server = await held.use();
    // It may have been closed while it was being opened.
    if (closed) throw new EmbeddedClosedError();
    return untilAborted(server.handle(request), request.signal);
  }

  return {
    // What fails inside one process fails again: the client has nothing to retry. No key goes anywhere.
    client: new Letta({ baseURL: ADDRESS, apiKey: null, maxRetries: 0, fetch: embeddedFetch }),
    fetch: embeddedFetch,
    url: checked.url,
    close() {
      closed = true;
      return held.release();
    },
  };
}

async function openServer(options: CheckedOptions): Promise<Server> {
  const storage = await openStorage({ url: options.url });
  const runs = createRuns({ ...options, storage });
  try {
    await runs.start();
  } catch (error) {
    await runs.close();
    await storage.close();
    throw error;
  }
  const { model } = options;
  const api = createApi({
    storage,
    runs,
    model: {
      provider: typeof model === 'string' ? 'gateway' : model.provider,
      modelId: typeof model === 'string' ? model : model.modelId,
      contextWindow: CONTEXT_WINDOW,
    },
    instructions: MEMORY_AGENT_INSTRUCTIONS,
  });
  const handling = new Set<Promise<unknown>>();

  return {
    async handle(request) {
      const response = Promise.resolve(api.fetch(request));
      handling.add(response);
      try {
        return await response;
      } finally {
        handling.delete(response);
      }
    },
    async close() {
      await runs.close();
      await Promise.allSettled(handling);
      await storage.close();
    },
  };
}

/** Web servers call a mounted `fetch` with things of their own after the request: only `RequestInit` counts. */
function toRequest(input: Request | string | URL, init: RequestInit | undefined): Request {
  const isRequest = typeof input === 'object' && 'headers' in input;
  const changes = init !== undefined && ['method', 'headers', 'body', 'signal'].some((key) => key in init);
  return isRequest && !changes ? input : new Request(input, init);
}

/** Like the real `fetch`, stops waiting when the request is aborted. What was accepted goes on. */
async function untilAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted();
  const settled = new AbortController();
  try {
    return await Promise.race([
      response,
      new Promise<never>((_resolve, reject) => {
        const options = { once: true, signal: settled.signal };
        signal.addEventListener('abort', () => reject(signal.reason), options);
      }),
    ]);
  } finally {
    settled.abort();
  }
}
