import { fileURLToPath } from 'node:url';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import { expect, it, onTestFinished } from 'vitest';
import { EmbeddedUnsupportedError } from './errors.js';
import * as supported from './index.js';
import * as unsupported from './unsupported.js';

it('has the names of the real entry', () => {
  expect(Object.keys(unsupported).toSorted()).toEqual(Object.keys(supported).toSorted());
});

it.each([
  ['createEmbeddedLetta()', unsupported.createEmbeddedLetta],
  ['createOfflineModel()', unsupported.createOfflineModel],
])('says what to do instead of %s', (name, call) => {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  if (!EmbeddedUnsupportedError.isInstance(thrown)) throw new Error('expected an EmbeddedUnsupportedError');
  expect(thrown.message).toContain(name);
  expect(thrown.message).toContain('LETTA_API_KEY');
  expect(thrown.message).toContain('LETTA_BASE_URL');
});

it('imports nothing of Node.js and no package', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'letta-unsupported-'));
  onTestFinished(() => rm(outDir, { recursive: true }));
  const entry = [fileURLToPath(new URL('unsupported.ts', import.meta.url))];
  // A browser build fails on a Node.js built-in; no package may stay outside, so each would have to be bundled.
  const imported: string[] = [];
  await build({
    entry,
    outDir,
    config: false,
    format: 'esm',
    platform: 'browser',
    silent: true,
    esbuildPlugins: [
      {
        name: 'imports',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind !== 'entry-point') imported.push(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  expect(imported).toEqual([]);
});
