import type { Row } from '@libsql/client';

import { EmbeddedStorageError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { newId } from './ids.js';
import { jsonObjectOf, optionalTextOf, textOf, type JsonObject } from './row-values.js';
import { allOf, insertInto, updateOf } from './sql.js';
import { windowClause, type Window } from './window.js';

/** An archive as it is stored: a collection of passages. */
export interface ArchiveRow {
  id: string;
  name: string;
  description: string | null;
  embedding: string | null;
  metadata: JsonObject;
  createdAt: string;
  updatedAt: string;
}

/** What a new archive is made from. */
export type NewArchive = Omit<ArchiveRow, 'id' | 'createdAt' | 'updatedAt'>;

/** Which archives are wanted. */
export interface ArchiveFilter {
  /** Only archives of this agent. */
  agentId?: string | undefined;
  name?: string | undefined;
}

/** Archives, and which agents have them. */
export interface ArchiveStore {
  create(archive: NewArchive): Promise<ArchiveRow>;
  retrieve(id: string): Promise<ArchiveRow | null>;
  list(filter: ArchiveFilter, window: Window): Promise<ArchiveRow[]>;
  update(id: string, change: Partial<Pick<NewArchive, 'name' | 'description'>>): Promise<ArchiveRow | null>;
  /** Deletes an archive with its passages, to the last byte. False when there was none. */
  delete(id: string): Promise<boolean>;
  attach(agentId: string, archiveId: string): Promise<void>;
  detach(agentId: string, archiveId: string): Promise<void>;
  /** The agent's first archive; makes one from `archive` when it has none. */
  ofAgent(agentId: string, archive: NewArchive): Promise<ArchiveRow>;
}

/**
 * @param database Where the archives are.
 * @param clock For the times of creation and change.
 */
export function createArchiveStore(database: Database, clock: Clock): ArchiveStore {
  async function retrieve(id: string): Promise<ArchiveRow | null> {
    const row = await database.first({ sql: 'SELECT * FROM archives WHERE id = ?', args: [id] });
    return row === null ? null : toArchive(row);
  }

  async function list({ agentId, name }: ArchiveFilter, window: Window): Promise<ArchiveRow[]> {
    const condition = allOf([
      agentId === undefined
        ? undefined
        : {
            sql: 'archives.id IN (SELECT archive_id FROM agent_archives WHERE agent_id = ?)',
            args: [agentId],
          },
      name === undefined ? undefined : { sql: 'name = ?', args: [name] },
    ]);
    const clause = windowClause('archives', condition, window);
    const rows = await database.all({ sql: `SELECT * FROM archives ${clause.sql}`, args: clause.args });
    return rows.map(toArchive);
  }

  function insertion(archive: NewArchive) {
    const id = newId('archive');
    const createdAt = clock();
    const columns = {
      id,
      name: archive.name,
      description: archive.description,
      embedding: archive.embedding,
      metadata: JSON.stringify(archive.metadata),
      created_at: createdAt,
      updated_at: createdAt,
    };
    return { columns, row: { ...archive, id, createdAt, updatedAt: createdAt } };
  }

  return {
    retrieve,
    list,

    async create(archive) {
      const { columns, row } = insertion(archive);
      await database.write([insertInto('archives', columns)]);
      return row;
    },

    async update(id, change) {
      await database.write([
        updateOf('archives', { ...change, updated_at: clock() }, { sql: 'id = ?', args: [id] }),
      ]);
      return retrieve(id);
    },

    async delete(id) {
      const [result] = await database.erase([{ sql: 'DELETE FROM archives WHERE id = ?', args: [id] }]);
      return result !== undefined && result.rowsAffected > 0;
    },

    async attach(agentId, archiveId) {
      await database.write([attachment(agentId, archiveId)]);
    },

    async detach(agentId, archiveId) {
      await database.write([
        {
          sql: 'DELETE FROM agent_archives WHERE agent_id = ? AND archive_id = ?',
          args: [agentId, archiveId],
        },
      ]);
    },

    async ofAgent(agentId, archive) {
      const { columns, row } = insertion(archive);
      // Two first passages at once must not make two archives: the second one finds the first.
      await database.write([
        insertInto('archives', columns, {
          sql: `SELECT 1 FROM agents WHERE id = ?
            AND NOT EXISTS (SELECT 1 FROM agent_archives WHERE agent_id = agents.id)`,
          args: [agentId],
        }),
        attachment(agentId, row.id),
      ]);
      const [first] = await list({ agentId }, { limit: 1, ascending: true });
      if (first === undefined) {
        throw new EmbeddedStorageError({ message: 'The agent of an archive is not there any more.' });
      }
      return first;
    },
  };
}

function attachment(agentId: string, archiveId: string) {
  return {
    sql: `INSERT INTO agent_archives (agent_id, archive_id) SELECT agents.id, archives.id FROM agents, archives
      WHERE agents.id = ? AND archives.id = ? ON CONFLICT DO NOTHING`,
    args: [agentId, archiveId],
  };
}

function toArchive(row: Row): ArchiveRow {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    description: optionalTextOf(row, 'description'),
    embedding: optionalTextOf(row, 'embedding'),
    metadata: jsonObjectOf(row, 'metadata'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  };
}
