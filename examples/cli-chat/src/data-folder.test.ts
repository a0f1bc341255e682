import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { makeDataFolder } from './data-folder.js';
import { UsageError } from './options.js';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'letta memory ø '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('makes every missing folder above the memory file', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  makeDataFolder(join(folder, 'memory.db'));
  expect(existsSync(folder)).toBe(true);
});

test('says in a sentence which folder cannot be made, and how to name another', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const make = () => makeDataFolder(join(file, 'memory.db'));
  expect(make).toThrow(UsageError);
  expect(make).toThrow(/cannot stand in .*file: .*\(EEXIST\).*--db/);
});
