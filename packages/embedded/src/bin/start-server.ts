import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { LanguageModel } from 'ai';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { createEmbeddedLetta } from '../index.js';
import type { ServeOptions } from './command-line.js';
import { failureLine } from './failure-log.js';
import { guardFetch } from './guarded-fetch.js';

/** A server that listens and has opened its database. */
export interface RunningServer {
  url: string;
  /** Absolute path of the database file, or `:memory:`. */
  database: string;
  /** Takes no more requests, parks what runs, closes the database. */
  stop: () => Promise<void>;
}

/** The server cannot start; the message is for the person who wants it to. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Listens, then opens the database, so that a second server on the same port never touches the file of
 * the first. Runs that an earlier process left unfinished go on from here.
 *
 * @throws {StartError} The port or the database cannot be had.
 */
export async function startServer(options: ServeOptions, model: LanguageModel): Promise<RunningServer> {
  const letta = createEmbeddedLetta({
    url: options.databaseUrl,
    model,
    onError: (error) => process.stderr.write(failureLine(error)),
  });
  const database = letta.url.startsWith('file:') ? fileURLToPath(letta.url) : letta.url;
  const fetch = guardFetch((request) => letta.fetch(request), options.token);
  const server = createAdaptorServer({ fetch, hostname: options.host });
  const stop = async () => {
    server.close();
    await letta.close();
    // streams of runs that were parked, and idle connections, would keep the process
    if ('closeAllConnections' in server) server.closeAllConnections();
  };

  await listen(server, options);
  try {
    await letta.client.agents.list({ limit: 1 }, { maxRetries: 0 });
  } catch (cause) {
    await stop();
    throw new StartError(`The database ${database} cannot be opened: ${reasonOf(cause)}`, {
      cause,
    });
  }
  return { url: urlOf(server, options.host), database, stop };
}

async function listen(server: ServerType, { host, port }: ServeOptions): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError(listenTrouble(cause, host, port), { cause });
  }
}

function listenTrouble(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'EADDRINUSE') {
    return `Port ${port} of ${host} is in use. Stop what uses it, or choose another one with --port (0 takes any free one).`;
  }
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this process has. Choose one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine.`;
  return `Cannot listen on ${host}, port ${port}: ${reasonOf(cause)}`;
}

function urlOf(server: ServerType, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The message of the innermost error: the client wraps what the file system said. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
