import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Letta } from '@letta-ai/letta-client';
import { onTestFinished } from 'vitest';

/** One request as it arrived. */
export interface RecordedRequest {
  /** `GET /v1/agents/`. */
  route: string;
  query: URLSearchParams;
  body: unknown;
  headers: IncomingMessage['headers'];
}

/** How a request is answered: with JSON, with events, by a dropped connection, or never. */
export interface ScriptedAnswer {
  status?: number;
  json?: unknown;
  /** Server-sent events; the connection stays open after the last one when `keepOpen` is set. */
  events?: unknown[];
  keepOpen?: boolean;
  /** Ends the connection without an answer. */
  drop?: boolean;
  /** Never answers. */
  hang?: boolean;
  delayMs?: number;
}

type Script = ScriptedAnswer | ScriptedAnswer[] | ((request: RecordedRequest) => ScriptedAnswer);

/**
 * A real HTTP server that answers by a script: one answer, a list that is used up and whose last one stays, or
 * a function. It closes at the end of the test.
 *
 * @param routes by method and path, later ones before earlier ones; `*` stands for one part of a path: `GET /v1/runs/*`
 */
export async function scriptedServer(routes: Record<string, Script>) {
  const requests: RecordedRequest[] = [];
  const rest = new Map(
    Object.entries(routes).map(([route, script]) => [route, Array.isArray(script) ? [...script] : script]),
  );

  const answerTo = (request: RecordedRequest): ScriptedAnswer => {
    for (const [route, script] of [...rest].toReversed()) {
      if (!new RegExp(`^${route.replaceAll('*', '[^/]+')}$`).test(request.route)) continue;
      if (typeof script === 'function') return script(request);
      if (!Array.isArray(script)) return script;
      return (script.length > 1 ? script.shift() : script[0]) ?? {};
    }
    return { status: 404, json: { detail: `nothing is scripted for ${request.route}` } };
  };

  const server = createServer((incoming, response) => {
    void receive(incoming).then((request) => {
      requests.push(request);
      return respond(response, answerTo(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    /** The routes that were asked for, in order. */
    routesAsked: () => requests.map(({ route }) => route),
    client: new Letta({ baseURL: url, apiKey: null, logLevel: 'off' }),
  };
}

/** A URL at which nobody listens. */
export async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function receive(incoming: IncomingMessage): Promise<RecordedRequest> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  const url = new URL(incoming.url ?? '/', 'http://host');
  return {
    route: `${incoming.method} ${url.pathname}`,
    query: url.searchParams,
    body: text === '' ? undefined : JSON.parse(text),
    headers: incoming.headers,
  };
}

async function respond(response: ServerResponse, answer: ScriptedAnswer): Promise<void> {
  if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  if (answer.hang) return;
  if (answer.drop) {
    response.destroy();
    return;
  }
  const { status = 200 } = answer;
  if (answer.events === undefined) {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json ?? {}));
    return;
  }
  response.writeHead(status, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const event of answer.events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (!answer.keepOpen) response.end();
}
