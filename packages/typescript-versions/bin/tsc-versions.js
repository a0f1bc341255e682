#!/usr/bin/env node
// Runs each TypeScript compiler of this package with the given arguments; fails when one of them does.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

for (const alias of ['typescript-5.9', 'typescript-7']) {
  const manifest = resolve(`${alias}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  console.log(`TypeScript ${version}`);
  const compiler = join(dirname(manifest), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
