// Run as a process of its own: the embedded Letta on a port, with the scripted model over HTTP behind it.
//     node embedded-host.ts DATABASE_FILE MODEL_URL PORT
// Prints its base URL when it answers; ends, parked, on SIGTERM and when its standard input ends.
import { createOpenAI } from '@ai-sdk/openai';
import { serve } from '@hono/node-server';
import { createEmbeddedLetta } from 'letta-memory-embedded';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';

const [file = '', modelUrl = '', port = '0'] = process.argv.slice(2);
const model = createOpenAI({ baseURL: modelUrl, apiKey: 'scripted' }).chat('gpt-4o-mini');
const letta = createEmbeddedLetta({ url: pathToFileURL(file).href, model });
const server = serve({ fetch: letta.fetch, hostname: '127.0.0.1', port: Number(port) }, (address: AddressInfo) => {
  console.log(`http://127.0.0.1:${address.port}`);
});

async function stop(): Promise<void> {
  server.close();
  await letta.close();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.stdin.once('end', () => void stop()).resume();
