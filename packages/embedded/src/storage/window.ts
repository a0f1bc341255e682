import { allOf, type Fragment } from './sql.js';

/** Which part of a list is wanted. Rows are ordered by their arrival. */
export interface Window {
  /** How many rows at most; `null` for all. */
  limit: number | null;
  /** Oldest first. */
  ascending: boolean;
  /** Only rows that arrived after the one with this id. An unknown id is no bound. */
  newerThan?: string | undefined;
  /** Only rows that arrived before the one with this id. An unknown id is no bound. */
  olderThan?: string | undefined;
}

/** Every row, oldest first. */
export const EVERYTHING: Window = { limit: null, ascending: true };

/**
 * The end of a SELECT: its WHERE, ORDER BY and LIMIT.
 *
 * @param table The table, which has the columns `id` and `sequence`.
 * @param condition What the rows have to be like.
 * @param window Which of them.
 */
export function windowClause(table: string, condition: Fragment, window: Window): Fragment {
  const where = allOf([
    condition,
    window.newerThan === undefined
      ? undefined
      : { sql: `${table}.sequence > IFNULL((${sequenceOf(table)}), -1)`, args: [window.newerThan] },
    window.olderThan === undefined
      ? undefined
      : { sql: `${table}.sequence < IFNULL((${sequenceOf(table)}), 9e18)`, args: [window.olderThan] },
  ]);
  const order = `ORDER BY ${table}.sequence ${window.ascending ? 'ASC' : 'DESC'}`;
  return {
    sql: `WHERE ${where.sql} ${order} LIMIT ?`,
    args: [...where.args, window.limit ?? -1],
  };
}

function sequenceOf(table: string): string {
  return `SELECT cursor.sequence FROM ${table} AS cursor WHERE cursor.id = ?`;
}
