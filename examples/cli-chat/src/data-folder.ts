import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { UsageError } from './options.js';

/**
 * Makes the folder in which a memory file is to stand.
 *
 * @throws {UsageError} There can be no such folder.
 */
export function makeDataFolder(database: string): void {
  const folder = dirname(database);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageError(
      `The memory file cannot stand in ${folder}: no such folder can be made${code}. Name another by --db or LETTA_MEMORY_DB.`,
      { cause },
    );
  }
}
