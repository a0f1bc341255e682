import type { LanguageModel } from 'ai';
import { Memory } from 'letta-memory';
import { createEmbeddedLetta } from 'letta-memory-embedded';
import { pathToFileURL } from 'node:url';

import { addressOf } from './choose-model.js';

/** The memory server in use. */
export interface Connection {
  memory: Memory;
  /** The words that tell a person which server it is. */
  description: string;
  isEmbedded: boolean;
  /** Runs that an earlier process left behind and this one takes up. */
  unfinishedRuns: (user: string) => Promise<string[]>;
  /** Parks what runs; the next start takes it up. */
  close: () => Promise<void>;
}

interface ConnectOptions {
  environment: NodeJS.ProcessEnv;
  /** Path of the embedded server's file. */
  database: string;
  /** The model of the embedded server's memory agents. */
  model: Exclude<LanguageModel, string>;
}

/** A Letta server if the environment names one, else one in this process. */
export function connect({ environment, database, model }: ConnectOptions): Connection {
  // the memory agent dates what it notes as the user's calendar does
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const baseURL = environment['LETTA_BASE_URL'] || undefined;
  if (baseURL !== undefined || environment['LETTA_API_KEY']) {
    return {
      memory: new Memory({ timezone }),
      description: baseURL === undefined ? 'Letta Cloud' : `Letta at ${addressOf(baseURL)}`,
      isEmbedded: false,
      unfinishedRuns: async () => [],
      close: async () => {},
    };
  }

  const letta = createEmbeddedLetta({ url: pathToFileURL(database).href, model });
  const memory = new Memory({ client: letta.client, timezone });
  return {
    memory,
    description: `on this machine, in ${database}`,
    isEmbedded: true,
    unfinishedRuns: async (user) => {
      // opens the database; unlike later errors, this one says why that cannot be done
      await letta.client.health();
      const agentId = await memory.getMemoryAgentId(user);
      if (agentId === null) return [];
      const runs = await letta.client.runs.list({ agent_id: agentId, active: true, limit: 1000 });
      return runs.items.map((run) => run.id);
    },
    close: () => letta.close(),
  };
}
