import type { Database } from './database.js';
import { textOf } from './row-values.js';
import { allOf, containsPattern } from './sql.js';

/** Which tags are wanted. */
export interface TagFilter {
  /** Only tags that contain this text, in any case of letters. */
  name?: string | undefined;
  /** Only tags behind this one in the alphabet. */
  greaterThan?: string | undefined;
  /** Only tags before this one in the alphabet. */
  lessThan?: string | undefined;
  /** From A to Z. */
  ascending: boolean;
  /** How many at most; `null` for all. */
  limit: number | null;
}

/** The tags that agents and blocks bear. */
export interface TagStore {
  /** Each tag once. */
  list(filter: TagFilter): Promise<string[]>;
}

/** @param database Where the tags are. */
export function createTagStore(database: Database): TagStore {
  return {
    async list({ name, greaterThan, lessThan, ascending, limit }) {
      const condition = allOf([
        name === undefined ? undefined : { sql: `tag LIKE ? ESCAPE '\\'`, args: [containsPattern(name)] },
        greaterThan === undefined ? undefined : { sql: 'tag > ?', args: [greaterThan] },
        lessThan === undefined ? undefined : { sql: 'tag < ?', args: [lessThan] },
      ]);
      const rows = await database.all({
        sql: `SELECT tag FROM (SELECT tag FROM agent_tags UNION SELECT tag FROM block_tags)
          WHERE ${condition.sql} ORDER BY tag ${ascending ? 'ASC' : 'DESC'} LIMIT ?`,
        args: [...condition.args, limit ?? -1],
      });
      return rows.map((row) => textOf(row, 'tag'));
    },
  };
}
