import type { Runs } from '../runs/types.js';
import type { Storage } from '../storage/open-storage.js';

/** What Letta's API is served from. */
export interface ApiOptions {
  storage: Storage;
  runs: Runs;
  /** The model that answers for every handle. */
  model: {
    /** Whose model it is, for example `openai.responses`. */
    provider: string;
    /** For example `gpt-5-mini`. */
    modelId: string;
    /** How much it can read, in tokens. */
    contextWindow: number;
  };
  /** The system prompt of agents that are made without one. */
  instructions: string;
  /** When given, every request but the health check has to bear it as `Authorization: Bearer …`. */
  token?: string | undefined;
  /** The largest request body taken, in bytes. Default 32 MiB. */
  maxBodyBytes?: number;
  /** How often a stream says that it is alive, in milliseconds. Default 20,000, as Letta. */
  pingIntervalMs?: number;
}

/** The version the health check tells. Its ending is how a client knows that this is not Letta's own server. */
export const VERSION = '0.16.8-embedded';
