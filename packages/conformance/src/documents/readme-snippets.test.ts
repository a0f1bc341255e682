// What a README shows must compile for who copies it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../../../../', import.meta.url));
const readmes = ['README.md', 'packages/core/README.md', 'packages/embedded/README.md'];

// inside this package, so that imports are found as they are in an app that installed them
const folder = mkdtempSync(fileURLToPath(new URL('snippets-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true }));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

function snippets(readme: string): string[] {
  const text = readFileSync(join(top, readme), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
}

/** The compiler's complaints about a piece of code, in words. */
function complaints(code: string): string[] {
  const file = join(folder, `${crypto.randomUUID()}.ts`);
  writeFileSync(file, code);
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe.each(readmes)('%s', (readme) => {
  it('has snippets, and each compiles', () => {
    const found = snippets(readme);
    expect(found).not.toHaveLength(0);
    for (const code of found) expect(complaints(code), code).toEqual([]);
  });

  it('links only to what is there', () => {
    const text = readFileSync(join(top, readme), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
    for (const path of links) {
      const target = join(top, readme, '..', path);
      expect(ts.sys.fileExists(target) || ts.sys.directoryExists(target), `${readme} → ${path}`).toBe(true);
    }
  });
});

it('finds a snippet that does not compile', () => {
  expect(complaints(`import { Memory } from 'letta-memory';\nnew Memory({ nonsense: true });`)).toEqual([
    expect.stringContaining("'nonsense' does not exist"),
  ]);
});
