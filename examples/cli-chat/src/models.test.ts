import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';

import { runChat, startModel, startServer, temporaryFolder } from './testing/processes.js';

it('answers and learns with a model that speaks OpenAI over HTTP', async () => {
  const folder = temporaryFolder();
  const baseURL = await startModel();
  const environment = { OPENAI_BASE_URL: baseURL, OPENAI_MODEL: 'gpt-4o-mini' };
  const first = await runChat({ folder, environment, lines: ['I like skiing.', 'exit'] });
  expect(first).toMatchObject({ exitCode: 0, errors: '' });
  expect(first.output).toContain(`gpt-4o-mini at ${baseURL}`);
  expect(first.output).toContain('AI: You said: I like skiing.');
  expect(first.output).not.toContain('For a real model');

  const second = await runChat({ folder, environment, lines: ['What do you know?', 'exit'] });
  // asked so, the scripted model answers with its system prompt
  expect(second.output).toMatch(/AI: You are a helpful AI assistant[^]*<human [^]*I like skiing/);
});

it.each([
  [401, /The model refused the key/],
  [404, /The model was not found[^\n]*OPENAI_MODEL/],
  [429, /The model takes no more for now/],
  [500, /The model failed with status 500/],
])('says in one sentence what status %i means, and goes on', async (status, sentence) => {
  const environment = { OPENAI_BASE_URL: await startModel(), OPENAI_MODEL: 'gpt-4o-mini' };
  const { exitCode, output, errors } = await runChat({
    folder: temporaryFolder(),
    environment,
    lines: [`Hello [[fail ${status}]]`, 'I like skiing.', 'exit'],
  });
  expect(exitCode).toBe(0);
  expect(errors).toBe('');
  expect(output).toMatch(sentence);
  expect(output).toContain('AI: You said: I like skiing.');
  // what was not answered is not taught
  expect(output).toMatch(/learned: I like skiing\.\n/);
});

it('says that a model cannot be reached, and goes on', async () => {
  const { exitCode, output } = await runChat({
    folder: temporaryFolder(),
    environment: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' },
    lines: ['Hello', '/memory', 'exit'],
  });
  expect(exitCode).toBe(0);
  expect(output).toContain('http://127.0.0.1:1 cannot be reached');
  expect(output).toContain('Nothing is remembered of default_user yet.');
});

it('keeps what was said while the memory server was down, and learns it later', async () => {
  const folder = temporaryFolder();
  const down: Server = createServer((_request, response) => response.writeHead(503).end('{}'));
  down.listen(0, '127.0.0.1');
  await once(down, 'listening');
  onTestFinished(() => void down.close());
  const address = down.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const environment = { LETTA_BASE_URL: `http://127.0.0.1:${port}` };
  const first = await runChat({ folder, environment, lines: ['I am Sarah.', 'I live in Bergen.', 'exit'] });
  expect(first.exitCode).toBe(0);
  expect(first.output.match(/The chat goes on without/g)).toHaveLength(1);
  expect(first.output).toContain('it is kept for your next visit');

  down.closeAllConnections();
  await new Promise((resolve) => down.close(resolve));
  await startServer(folder, ['--port', String(port)]);
  const second = await runChat({ folder, environment, lines: ['What is my name?', 'exit'] });
  expect(second.output).toMatch(/AI: .*Sarah/);
});
