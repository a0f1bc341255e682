import type { Client } from '@libsql/client';

import { EmbeddedStorageError } from '../../errors.js';
import { numberOf } from '../row-values.js';
import type { Migration } from './migrations.js';

/**
 * Refuses a database made by a newer version of the package, before anything in it is touched.
 *
 * @param client The database.
 * @param migrations All versions in order.
 * @throws EmbeddedStorageError when the file is newer than the code.
 */
export async function refuseNewer(client: Client, migrations: readonly Migration[]): Promise<void> {
  const version = await readVersion(client);
  if (version > migrations.length) {
    throw new EmbeddedStorageError({
      message:
        `The memory database has schema version ${version}, this letta-memory-embedded knows ` +
        `${migrations.length}. Update the package, or give another \`url\`.`,
    });
  }
}

/**
 * Brings a database to the newest version, each version in one transaction.
 *
 * @param client The database.
 * @param migrations All versions in order.
 */
export async function migrate(client: Client, migrations: readonly Migration[]): Promise<void> {
  let version = await readVersion(client);
  while (version < migrations.length) {
    await step(client, migrations, version);
    version = await readVersion(client);
  }
}

async function step(client: Client, migrations: readonly Migration[], version: number): Promise<void> {
  const statements = migrations[version] ?? [];
  try {
    await client.batch([...statements, `PRAGMA user_version = ${version + 1}`], 'write');
  } catch (error) {
    // Another process may have done this step between our look and our write.
    if ((await readVersion(client)) === version) {
      throw error;
    }
  }
}

async function readVersion(client: Client): Promise<number> {
  const { rows } = await client.execute('PRAGMA user_version');
  return rows[0] === undefined ? 0 : numberOf(rows[0], 'user_version');
}
