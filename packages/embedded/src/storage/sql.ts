import type { InStatement, InValue } from '@libsql/client';

/** A piece of SQL with the values of its question marks. */
export interface Fragment {
  sql: string;
  args: InValue[];
}

/** Column names to values. Names are ours, never a caller's: they are put into the SQL as they are. */
export type Columns = Record<string, InValue>;

/**
 * An INSERT of one row.
 *
 * @param table The table's name.
 * @param columns The row.
 * @param guard When given, nothing is inserted unless this SELECT finds a row.
 */
export function insertInto(table: string, columns: Columns, guard?: Fragment): InStatement {
  const names = Object.keys(columns);
  const marks = names.map(() => '?').join(', ');
  const head = `INSERT INTO ${table} (${names.join(', ')})`;
  const args = Object.values(columns);
  if (guard === undefined) {
    return { sql: `${head} VALUES (${marks})`, args };
  }
  return { sql: `${head} SELECT ${marks} WHERE EXISTS (${guard.sql})`, args: [...args, ...guard.args] };
}

/**
 * An UPDATE of the rows that a condition finds.
 *
 * @param table The table's name.
 * @param columns What to set; `undefined` values are left as they are.
 * @param condition The WHERE clause without its keyword.
 */
export function updateOf(
  table: string,
  columns: Record<string, InValue | undefined>,
  condition: Fragment,
): InStatement {
  const entries = Object.entries(columns).filter(
    (entry): entry is [string, InValue] => entry[1] !== undefined,
  );
  const assignments = entries.map(([name]) => `${name} = ?`).join(', ');
  return {
    sql: `UPDATE ${table} SET ${assignments} WHERE ${condition.sql}`,
    args: [...entries.map(([, value]) => value), ...condition.args],
  };
}

/**
 * Joins conditions by AND.
 *
 * @param conditions The conditions; `undefined` ones are left out.
 */
export function allOf(conditions: readonly (Fragment | undefined)[]): Fragment {
  const given = conditions.filter((condition) => condition !== undefined);
  return {
    sql: given.length === 0 ? 'TRUE' : given.map(({ sql }) => `(${sql})`).join(' AND '),
    args: given.flatMap(({ args }) => args),
  };
}

/**
 * A condition that a column has one of the values.
 *
 * @param column The column's name.
 * @param values The values, which travel as one JSON array so that any number of them fits.
 */
export function isOneOf(column: string, values: readonly string[]): Fragment {
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, args: [JSON.stringify(values)] };
}

/**
 * A pattern for `LIKE … ESCAPE '\'` that finds a text anywhere.
 *
 * @param text What to find, taken to the letter.
 */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
