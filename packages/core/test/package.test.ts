import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { agentBody, blockBody } from './letta-bodies.js';
import { scriptedServer } from './scripted-server.js';

const dist = new URL('../dist/', import.meta.url);
const entry = new URL('index.js', dist).pathname;
const aiSdkEntry = new URL('ai-sdk.js', dist).pathname;

/** Kilobytes, minified and compressed, without the client: what an app's bundle grows by. Only ever lower them. */
const SIZE_LIMITS = [
  { name: 'letta-memory', contents: `export * from ${JSON.stringify(entry)};`, limit: 25 },
  {
    name: 'letta-memory with letta-memory/ai-sdk',
    contents: [entry, aiSdkEntry].map((path) => `export * from ${JSON.stringify(path)};`).join('\n'),
    limit: 31,
  },
];

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

  it('exports these names for the AI SDK and no others', async () => {
    expect(Object.keys(await import(aiSdkEntry)).toSorted()).toMatchInlineSnapshot(`
      [
        "memoryMiddleware",
        "memoryOptions",
        "withMemory",
      ]
    `);
  });

  it('exports these types for the AI SDK and no others', async () => {
    expect(await exportedTypes('ai-sdk')).toMatchInlineSnapshot(`
      [
        "FilteredTurn",
        "FormatBlocks",
        "InjectionOptions",
        "LanguageModelMiddlewareLike",
        "LearnedBlock",
        "MemoryCallSettings",
        "MemoryMiddlewareOptions",
        "MemoryMode",
        "MemoryPlacement",
        "MemoryProviderOptions",
        "PerCall",
        "ScopeOptions",
        "TurnFilter",
        "TurnItem",
        "TurnLimits",
        "WaitUntil",
      ]
    `);
  });

  it('declares nothing that imports the AI SDK', async () => {
    const names = (await readdir(dist)).filter((name) => name.endsWith('.d.ts'));
    for (const name of names) {
      const declarations = await readFile(new URL(name, dist), 'utf8');
      const imported = [...declarations.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
      expect(imported.filter((from) => !from?.startsWith('.'))).toEqual(
        imported.filter((from) => from?.startsWith('@letta-ai/letta-client')),
      );
    }
    expect(names).toContain('ai-sdk.d.ts');
  });

  it('exports these types and no others', async () => {
    expect(await exportedTypes('index')).toMatchInlineSnapshot(`
      [
        "BackgroundOptions",
        "CaptureTurnOptions",
        "CapturedMessage",
        "ContextEvent",
        "ContextSkipReason",
        "ContextStats",
        "DeadLetter",
        "DeleteUserResult",
        "DropReason",
        "InitializeOptions",
        "MemoryBatchOptions",
        "MemoryBlock",
        "MemoryCacheOptions",
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
        "MemoryStats",
        "OutboxEvent",
        "OutboxStats",
        "TurnIds",
        "TurnItem",
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

  it.each(SIZE_LIMITS)('$name adds less than $limit kB to a bundle', async ({ contents, limit }) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: dist.pathname },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      external: ['@letta-ai/letta-client'],
    });
    const kilobytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1_000;
    expect(kilobytes).toBeGreaterThan(1);
    expect(kilobytes).toBeLessThan(limit);
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

/** The names that a declaration file exports and the module behind it does not. */
async function exportedTypes(name: string): Promise<string[]> {
  const declarations = await readFile(new URL(`${name}.d.ts`, dist), 'utf8');
  const lists = [...declarations.matchAll(/export (?:type )?\{([^}]*)\}/g)].map(([, list = '']) => list);
  const names = lists.flatMap((list) => list.split(',')).map((item) => item.trim().replace(/^.* as /, ''));
  const values = Object.keys(await import(new URL(`${name}.js`, dist).pathname));
  return names.filter((exported) => !values.includes(exported)).toSorted();
}
