// The built packages on the oldest Node we target: this package's `node` is 22, and so is the one that runs vitest here.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Memory } from 'letta-memory';
import { createEmbeddedLetta, createOfflineModel } from 'letta-memory-embedded';
import { expect, test } from 'vitest';

test('runs on Node 22', () => {
  expect(process.version).toMatch(/^v22\./);
});

test('learns, remembers over a restart and forgets, on Node 22', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'letta memory ø '));
  const url = pathToFileURL(join(folder, 'memory.db')).href;
  const model = createOfflineModel();

  const first = createEmbeddedLetta({ url, model });
  const before = new Memory({ client: first.client });
  const run = await before.addMessages('sarah', [
    { role: 'user', content: 'Hi, my name is Sarah and I live in Bergen.' },
  ]);
  const { changed } = await before.waitForRun(run);
  expect(changed).toContain('human');
  await first.close();

  const second = createEmbeddedLetta({ url, model });
  const after = new Memory({ client: second.client });
  const context = await after.getContext('sarah');
  expect(context).toContain('Sarah');
  expect(context).toContain('Bergen');
  expect(await after.deleteUser('sarah')).toEqual({ deleted: true, notDeletable: [] });
  expect(await after.getContext('sarah')).toBeNull();
  await second.close();
  await rm(folder, { recursive: true });
});
