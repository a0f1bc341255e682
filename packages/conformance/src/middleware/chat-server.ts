import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** One call of the chat model as it arrived. */
export interface ChatRequest {
  messages: { role: string; content: string }[];
}

/** A model server as OpenAI's chat API, over real HTTP: it streams `Noted.` and keeps what it is asked. */
export async function chatServer(): Promise<{ url: string; requests: ChatRequest[]; bodies: string[] }> {
  const requests: ChatRequest[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      bodies.push(body);
      requests.push(JSON.parse(body) as ChatRequest);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = (delta: object, finish_reason: string | null): string =>
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
      response.write(chunk({ role: 'assistant', content: 'Not' }, null));
      response.write(chunk({ content: 'ed.' }, null));
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, bodies };
}
