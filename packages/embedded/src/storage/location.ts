import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { EmbeddedStorageError } from '../errors.js';

/** Said at the end of every message about a database that cannot be used. */
export const WAYS_OUT =
  'Give another `url` (`file:path/to/memory.db` in a folder that can be written, or `:memory:`), or use a ' +
  'Letta server instead: set LETTA_API_KEY for Letta Cloud or LETTA_BASE_URL for a server of your own.';

/**
 * Where a database is, from its `url`.
 *
 * @param url `:memory:`, or `file:` and a path. Spaces and any letters may stand in the path as they are;
 * `%`, `?` and `#` are written as `%25`, `%3F` and `%23`.
 * @returns The absolute path of the file, or null for a database in memory.
 * @throws EmbeddedStorageError for any other url.
 */
export function pathOf(url: string): string | null {
  if (url === ':memory:' || url === 'file::memory:') {
    return null;
  }
  const path = /^file:(?:\/\/(?:localhost)?(?=\/))?([^?#]+)$/i.exec(url)?.[1];
  if (path === undefined) {
    throw new EmbeddedStorageError({
      message: `The \`url\` of the embedded Letta is neither \`:memory:\` nor a \`file:\` url. ${WAYS_OUT}`,
    });
  }
  try {
    return resolve(decodeURIComponent(path));
  } catch (cause) {
    throw new EmbeddedStorageError({
      message: `The \`url\` of the embedded Letta has a broken percent code; write \`%\` as \`%25\`. ${WAYS_OUT}`,
      cause,
    });
  }
}

/**
 * The url under which libSQL opens a path.
 *
 * @param path An absolute path, or null for a database in memory.
 */
export function libsqlUrlOf(path: string | null): string {
  return path === null ? ':memory:' : `file:${path.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * Makes the folder of a database file when it is not there.
 *
 * @param path The path of the file.
 */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
}
