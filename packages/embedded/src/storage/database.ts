import { createClient, type Client, type InStatement, type ResultSet, type Row } from '@libsql/client';
import PQueue from 'p-queue';

import { EmbeddedStorageError } from '../errors.js';
import { libsqlUrlOf, makeFolderOf, pathOf, WAYS_OUT } from './location.js';
import { migrate, refuseNewer } from './migrations/migrate.js';
import { MIGRATIONS, type Migration } from './migrations/migrations.js';
import { numberOf } from './row-values.js';

/** How long a write waits for another process that writes the same file. */
const BUSY_TIMEOUT_MS = 5_000;

/** The database under the stores: reads at any time, writes one after the other. */
export interface Database {
  /** All rows of a SELECT. */
  all(statement: InStatement): Promise<Row[]>;
  /** The first row of a SELECT, or null. */
  first(statement: InStatement): Promise<Row | null>;
  /** Runs statements in one transaction: all of them happen or none. */
  write(statements: InStatement[]): Promise<ResultSet[]>;
  /** Like `write`, and afterwards no byte of what was deleted is left in the file or its log. */
  erase(statements: InStatement[]): Promise<ResultSet[]>;
  /** Writes over what was there before, and empties the log, which still holds it. */
  replace(statements: InStatement[]): Promise<ResultSet[]>;
  /** Waits for the writes under way and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a database file, makes it when it is not there, and brings it to the newest version.
 *
 * @param url `:memory:`, or `file:` and a path.
 * @param migrations The versions of the schema. Default: all of this package.
 * @throws EmbeddedStorageError when the file cannot be opened or written, or is newer than the code.
 */
export async function openDatabase(
  url: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Database> {
  const path = pathOf(url);
  let client: Client | undefined;
  try {
    if (path !== null) {
      await makeFolderOf(path);
    }
    // One connection: pragmas hold for the connection they were set on only.
    client = createClient({ url: libsqlUrlOf(path), concurrency: 1, timeout: BUSY_TIMEOUT_MS });
    await refuseNewer(client, migrations);
    await setPragmas(client, path !== null);
    await migrate(client, migrations);
    // A file that may only be read is noticed here, not at the first message.
    await client.batch(['SELECT 1'], 'write');
    // A process that died between a deletion and its checkpoint left deleted words in the log.
    await client.execute(CHECKPOINT);
  } catch (error) {
    client?.close();
    throw asStorageError(error, 'opened for writing');
  }
  return databaseOn(client);
}

/** Moves the log into the file and empties it. */
const CHECKPOINT = 'PRAGMA wal_checkpoint(TRUNCATE)';

async function setPragmas(client: Client, isFile: boolean): Promise<void> {
  if (isFile) {
    await client.execute('PRAGMA journal_mode = WAL');
  }
  await client.execute('PRAGMA foreign_keys = ON');
  await client.execute('PRAGMA secure_delete = ON');
  for (const pragma of ['foreign_keys', 'secure_delete']) {
    const { rows } = await client.execute(`PRAGMA ${pragma}`);
    if (rows[0] === undefined || numberOf(rows[0], pragma) !== 1) {
      throw new Error(`The database does not keep PRAGMA ${pragma}`);
    }
  }
}

function databaseOn(client: Client): Database {
  const writer = new PQueue({ concurrency: 1 });

  async function all(statement: InStatement): Promise<Row[]> {
    try {
      return (await client.execute(statement)).rows;
    } catch (error) {
      throw asStorageError(error, 'read');
    }
  }

  async function transact(statements: InStatement[], cleanUp: readonly string[]): Promise<ResultSet[]> {
    try {
      return await writer.add(async () => {
        const results = await client.batch(statements, 'write');
        for (const statement of cleanUp) await client.execute(statement);
        return results;
      });
    } catch (error) {
      throw asStorageError(error, 'written');
    }
  }

  return {
    all,
    first: async (statement) => (await all(statement))[0] ?? null,
    write: (statements) => transact(statements, []),
    replace: (statements) => transact(statements, [CHECKPOINT]),
    // secure_delete leaves copies behind that a split of a page made; only VACUUM writes every page anew.
    erase: (statements) => transact(statements, ['VACUUM', CHECKPOINT]),
    async close() {
      await writer.onIdle();
      client.close();
    },
  };
}

function asStorageError(error: unknown, verb: string): EmbeddedStorageError {
  if (EmbeddedStorageError.isInstance(error)) {
    return error;
  }
  return new EmbeddedStorageError({
    message: `The memory database cannot be ${verb}${codeOf(error)}. ${WAYS_OUT}`,
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error && Boolean(error.code);
  return hasCode ? ` (${String(error.code)})` : '';
}
