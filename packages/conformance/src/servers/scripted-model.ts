import { fileURLToPath } from 'node:url';

import { startLineProcess } from './line-process.js';

/** The part of an OpenAI chat request that tests look at. */
export interface ModelRequest {
  model: string;
  messages: { role: string; content: unknown }[];
  tools?: { function: { name: string } }[];
}

export interface ScriptedModel {
  /** The OpenAI-compatible base URL, ending in `/v1`. */
  readonly url: string;
  /** The requests whose body holds these words, oldest first. */
  requests(words: string): Promise<ModelRequest[]>;
}

const script = fileURLToPath(new URL('../../letta-server/model.mjs', import.meta.url));

/** Starts `letta-server/model.mjs`, whose directives (`[[fail 500]]`, `[[hang]]`, …) its head comment lists. */
export async function startScriptedModel(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = await startLineProcess(process.execPath, [script, '--until-stdin-ends'], {
    timeoutMs: 20_000,
  });
  return { url: child.line, stop: () => child.stop() };
}

export function scriptedModelAt(url: string): ScriptedModel {
  return {
    url,
    async requests(words) {
      const response = await fetch(`${url}/requests?containing=${encodeURIComponent(words)}`);
      if (!response.ok) throw new Error(`The scripted model answered ${response.status}`);
      return (await response.json()) as ModelRequest[];
    },
  };
}
