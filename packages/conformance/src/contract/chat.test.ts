// The quickstart chat as a program of its own, on the server under test.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { memoryOn } from '../harness/memory.js';
import { uniqueUser } from '../harness/unique.js';
import { contract } from '../servers/contract.js';
import type { ServerUnderTest } from '../servers/server.js';

const chat = fileURLToPath(new URL('../../../../examples/cli-chat/dist/main.js', import.meta.url));

/** Types these lines into the chat and gives back all that it says until it ends by itself. */
async function typeInto(
  server: ServerUnderTest,
  user: string,
  folder: string,
  lines: string[],
): Promise<string> {
  const {
    OPENAI_API_KEY: _key,
    OPENAI_BASE_URL: _url,
    LETTA_API_KEY: _lettaKey,
    ...environment
  } = process.env;
  const env = {
    ...environment,
    LETTA_BASE_URL: await server.address(),
    LETTA_MODEL: server.model,
    XDG_DATA_HOME: folder,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [chat, '--user', user], { env }, (error, output) =>
      error ? reject(new Error(`The chat failed: ${output}`, { cause: error })) : resolve(output),
    );
    child.stdin?.end(`${lines.join('\n')}\n`);
  });
}

contract('the chat of the quickstart', (server) => {
  test('remembers at its second start what it was told at its first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'letta memory ø '));
    onTestFinished(() => rm(folder, { recursive: true }));
    const user = uniqueUser();

    await typeInto(server, user, folder, [
      'Hi, my name is Sarah and I live in Bergen.',
      'I am allergic to peanuts.',
      'exit',
    ]);
    expect(await memoryOn(server).getUserMemory(user)).toContain('Bergen');

    const answers = await typeInto(server, user, folder, [
      'What is my name?',
      'Where do I live?',
      'What am I allergic to?',
      'exit',
    ]);
    const said = answers.split('\n').filter((line) => line.startsWith('AI:'));
    expect(said).toEqual([
      expect.stringContaining('Sarah'),
      expect.stringContaining('Bergen'),
      expect.stringContaining('peanuts'),
    ]);
  });
});
