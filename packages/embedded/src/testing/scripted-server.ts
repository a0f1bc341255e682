import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../conformance/letta-server/model.mjs', import.meta.url));

/** The scripted model of the conformance tests: a real server that speaks OpenAI's wire format. */
export interface ScriptedServer {
  /** With `/v1`, as `createOpenAI({ baseURL })` wants it. */
  baseURL: string;
  /** Every request body it has seen, oldest first. */
  requests(): Promise<{ messages: { role: string; content: unknown }[] }[]>;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const server = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  const [baseURL] = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`the scripted model ended with ${code}`))),
  ]);
  return {
    baseURL,
    async requests() {
      const response = await fetch(baseURL.replace(/\/v1$/, '/requests'));
      return response.json();
    },
    async stop() {
      server.kill();
      await exited;
    },
  };
}
