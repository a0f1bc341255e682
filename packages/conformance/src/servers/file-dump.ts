import { readFile } from 'node:fs/promises';

/** The bytes of a SQLite database and of its log, one character a byte. */
export async function dumpSqliteFiles(file: string): Promise<string> {
  const parts = await Promise.all(
    ['', '-wal', '-shm'].map((suffix) =>
      readFile(file + suffix).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      }),
    ),
  );
  return Buffer.concat(parts).toString('latin1');
}
