import Letta, { type ClientOptions } from '@letta-ai/letta-client';

import type { Differences } from './differences.js';
import type { ScriptedModel } from './scripted-model.js';
import type { ServerName } from './server-name.js';

/** One server that the contract suite is run against. */
export interface ServerUnderTest {
  readonly name: ServerName;
  /** What `Memory` and the official client are given; in process no socket stands behind it. */
  readonly baseURL: string;
  /** Reaches the server; wrap it to count, to fail or to look at requests. */
  readonly fetch: typeof fetch;
  /** Handles of the scripted model, as `model` and `embedding` of an agent. */
  readonly model: string;
  readonly embedding: string;
  /** Where this server does otherwise than the issue says, with the reason. */
  readonly differences: Differences;
  /** The scripted model behind the memory agents. */
  readonly scripted: ScriptedModel;
  /** All that the server keeps, as text in which plain ASCII words can be searched. */
  dump(): Promise<string>;
  /** A base URL that another process can reach. */
  address(): Promise<string>;
  stop(): Promise<void>;
}

/** A server of the test's own, which it may kill. */
export interface KillableServer extends ServerUnderTest {
  /** SIGKILL, then a start on the same data; resolves when the server answers again. */
  restart(): Promise<void>;
}

/** The official client, unpatched, on a server under test; without retries, so that failures are seen. */
export function clientOf(server: ServerUnderTest, options: ClientOptions = {}): Letta {
  return new Letta({ baseURL: server.baseURL, fetch: server.fetch, apiKey: '', maxRetries: 0, ...options });
}
