import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

import { contract } from '../servers/contract.js';
import { collectAnswers, type Answers } from '../shapes/collect.js';
import { differencesBetween } from '../shapes/compare.js';

/** What the real server answered on this day; `pnpm record-shapes` writes it anew. */
const recorded = new URL('__fixtures__/letta-0.16.8-shapes-2026-11-24.json', import.meta.url);

contract('the shapes of all answers', (server) => {
  test(server.name === 'letta' ? 'are those on record' : 'are those of the real server', async () => {
    const answers = await collectAnswers(server);
    if (server.name === 'letta' && server.differences.backgroundEndpoint) {
      await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(fileURLToPath(recorded));
      return;
    }
    const real = JSON.parse(await readFile(recorded, 'utf8')) as Answers;
    const told = Object.entries(real).filter(
      ([what]) => server.differences.backgroundEndpoint || !what.includes('background'),
    );
    expect(differencesBetween(Object.fromEntries(told), answers)).toEqual([]);
  });
});
