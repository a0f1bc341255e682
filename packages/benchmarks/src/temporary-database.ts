import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A database file in a folder of its own, with what it takes on the disk and its removal. */
export async function temporaryDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'letta-memory-bench-'));
  const file = join(folder, 'memory.db');
  return {
    url: pathToFileURL(file).href,
    bytes: async () => (await stat(file)).size,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
