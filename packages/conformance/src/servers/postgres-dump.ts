import { Client } from 'pg';

/** `host=… user=… dbname=…`, as libpq writes it. */
function parseLibpq(connection: string): { host: string; user: string; database: string } {
  const fields = Object.fromEntries(connection.split(' ').map((field) => field.split('=', 2)));
  return { host: fields.host ?? '', user: fields.user ?? '', database: fields.dbname ?? '' };
}

/** Every row of every table of a PostgreSQL database, as text. */
export async function dumpPostgres(connection: string): Promise<string> {
  const client = new Client(parseLibpq(connection));
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by tablename`,
    );
    const parts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`select t::text as row from public.${name} t`);
      parts.push(`-- ${name}`, ...rows.rows.map(({ row }) => row));
    }
    return parts.join('\n');
  } finally {
    await client.end();
  }
}
