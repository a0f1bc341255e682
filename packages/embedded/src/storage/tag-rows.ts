import type { InStatement } from '@libsql/client';

import type { Database } from './database.js';
import { insertInto, isOneOf, type Fragment } from './sql.js';
import { textOf } from './row-values.js';

/** The two tables that hold tags, and the column with the id of what bears them. */
export type TagTable =
  | { table: 'agent_tags'; owner: 'agent_id' }
  | { table: 'block_tags'; owner: 'block_id' };

export const AGENT_TAGS: TagTable = { table: 'agent_tags', owner: 'agent_id' };
export const BLOCK_TAGS: TagTable = { table: 'block_tags', owner: 'block_id' };

/** Statements that give an owner its tags; doubles are one. */
export function tagInserts({ table, owner }: TagTable, id: string, tags: readonly string[]): InStatement[] {
  return [...new Set(tags)].map((tag) => insertInto(table, { [owner]: id, tag }));
}

/** Statements that put new tags in the place of the old ones. */
export function tagReplacement(tagTable: TagTable, id: string, tags: readonly string[]): InStatement[] {
  const { table, owner } = tagTable;
  return [{ sql: `DELETE FROM ${table} WHERE ${owner} = ?`, args: [id] }, ...tagInserts(tagTable, id, tags)];
}

/** The tags of several owners, in order of the alphabet. */
export async function tagsOf(
  database: Database,
  { table, owner }: TagTable,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const condition = isOneOf(owner, ids);
  const rows = await database.all({
    sql: `SELECT ${owner} AS owner, tag FROM ${table} WHERE ${condition.sql} ORDER BY tag`,
    args: condition.args,
  });
  const tags = new Map<string, string[]>();
  for (const row of rows) {
    const ownerId = textOf(row, 'owner');
    tags.set(ownerId, [...(tags.get(ownerId) ?? []), textOf(row, 'tag')]);
  }
  return tags;
}

/**
 * A condition on the tags of a row.
 *
 * @param ownerColumn The id column of the row that bears the tags.
 * @param tags The tags looked for; none is no condition.
 * @param matchAll Whether all of them have to be there, or any one.
 */
export function hasTags(
  { table, owner }: TagTable,
  ownerColumn: string,
  tags: readonly string[] | undefined,
  matchAll: boolean,
): Fragment | undefined {
  if (tags === undefined || tags.length === 0) {
    return undefined;
  }
  const wanted = [...new Set(tags)];
  const oneOf = isOneOf('tag', wanted);
  const having = matchAll ? ` GROUP BY ${owner} HAVING COUNT(*) = ${wanted.length}` : '';
  return {
    sql: `${ownerColumn} IN (SELECT ${owner} FROM ${table} WHERE ${oneOf.sql}${having})`,
    args: oneOf.args,
  };
}
