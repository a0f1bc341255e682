import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { agentBody, blockBody } from './letta-bodies.js';
import { scriptedServer } from './scripted-server.js';

const dist = new URL('../dist/', import.meta.url);
const entry = new URL('index.js', dist).pathname;

/** Kilobytes, minified and compressed, without the client: what an app's bundle grows by. */
const SIZE_LIMIT = 15;

describe('the built package', () => {
  it('exports these names and no others', async () => {
    expect(Object.keys(await import(entry)).toSorted()).toMatchInlineSnapshot(`
      [
        "Memory",
        "MemoryAbortedError",
        "MemoryArgumentError",
        "MemoryConfigurationError",
        "MemoryError",
        "MemoryRequestError",
        "MemoryRunError",
        "MemoryRunTimeoutError",
      ]
    `);
  });

  it('exports these types and no others', async () => {
    const declarations = await readFile(new URL('index.d.ts', dist), 'utf8');
    const [, list = ''] = /export type \{([^}]*)\}/.exec(declarations) ?? [];
    const types = list.split(',').map((name) => name.trim());
    expect(types.toSorted()).toMatchInlineSnapshot(`
      [
        "DeleteUserResult",
        "InitializeOptions",
        "MemoryBlock",
        "MemoryCallOptions",
        "MemoryErrorCode",
        "MemoryEvent",
        "MemoryEventHandler",
        "MemoryMessage",
        "MemoryOptions",
        "MemoryReadOptions",
        "MemoryRun",
        "MemoryRunProgress",
        "MemoryRunResult",
        "WaitForRunOptions",
      ]
    `);
  });

  it('imports nothing but the client: no built-in of Node, no package of the AI SDK', async () => {
    const files = (await readdir(dist)).filter((name) => name.endsWith('.js'));
    const sources = await Promise.all(files.map((name) => readFile(new URL(name, dist), 'utf8')));
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/(?:from\s*|import\s*\(?\s*)["']([^"']+)["']/g)].map((match) => match[1]),
    );
    expect([...new Set(imported.filter((name) => !name?.startsWith('./')))]).toEqual([
      '@letta-ai/letta-client',
    ]);
  });

  it(`adds less than ${SIZE_LIMIT} kB to a bundle`, async () => {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      external: ['@letta-ai/letta-client'],
    });
    const kilobytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1_000;
    expect(kilobytes).toBeGreaterThan(1);
    expect(kilobytes).toBeLessThan(SIZE_LIMIT);
  });

  it('works in an edge runtime, which has no Node', async () => {
    const { url } = await scriptedServer({
      'GET /v1/agents/': { json: [agentBody({ blocks: [blockBody('human', { value: 'Name: Sarah' })] })] },
    });
    const { outputFiles } = await build({
      stdin: {
        contents: `import { Memory } from ${JSON.stringify(entry)}; globalThis.Memory = Memory;`,
        resolveDir: dist.pathname,
      },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'neutral',
      mainFields: ['module', 'main'],
    });
    // Edge platforms give a bare `process.env`, and the client of Letta counts on it.
    const vm = new EdgeVM({ extend: (context) => Object.assign(context, { process: { env: {} } }) });
    vm.evaluate(outputFiles[0]!.text);
    const context: unknown = await vm.evaluate(
      `new Memory({ baseURL: ${JSON.stringify(url)} }).getContext('sarah/' + 'ø'.repeat(200))`,
    );
    expect(context).toBe('<human description="About human.">\nName: Sarah\n</human>');
    const missing: unknown = await vm.evaluate(
      `new Memory().getContext('sarah').catch((error) => error.code)`,
    );
    expect(missing).toBe('configuration');
  });
});
