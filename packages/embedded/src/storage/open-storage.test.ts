import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { EmbeddedStorageError } from '../errors.js';
import { openDatabase } from './database.js';
import { MIGRATIONS } from './migrations/migrations.js';
import { openStorage } from './open-storage.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letta memory ø '));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('openStorage', () => {
  it('makes a file and its folder in a path with spaces and ø, and finds what it held', async () => {
    const url = `file:${join(folder, 'a folder', 'mémoire ø.db')}`;
    const first = await openStorage({ url });
    const agent = await first.agents.create(newAgent());
    await first.close();
    expect(await readdir(join(folder, 'a folder'))).toContain('mémoire ø.db');

    const second = await openStorage({ url });
    expect(await second.agents.retrieve(agent.id)).toEqual(agent);
    await second.close();
  });

  it('takes percent codes in a url as other urls do', async () => {
    const storage = await openStorage({ url: `file:${folder}/100%25.db` });
    await storage.close();
    expect(await readdir(folder)).toContain('100%.db');
  });

  it.each([
    ['a folder that is a file', (path: string) => `file:${path}/inside/memory.db`],
    ['a file that is no database', (path: string) => `file:${path}`],
    ['a url of another kind', () => 'libsql://example.com'],
    ['a path without file:', () => '/tmp/memory.db'],
    ['a broken percent code', () => 'file:/tmp/100%.db'],
  ])('rejects %s with a typed error that names the ways out', async (_, urlOf) => {
    const path = join(folder, 'plain.txt');
    await writeFile(path, 'not a database, only some text that is long enough to be read as a header');
    const error: unknown = await openStorage({ url: urlOf(path) }).catch((reason: unknown) => reason);
    expect(EmbeddedStorageError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'storage' });
    for (const way of ['LETTA_API_KEY', 'LETTA_BASE_URL', 'url']) {
      expect(String(error)).toContain(way);
    }
  });

  it('keeps foreign keys, secure deletion and a write-ahead log on', async () => {
    const database = await openDatabase(`file:${folder}/memory.db`);
    expect(await database.first('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 });
    expect(await database.first('PRAGMA secure_delete')).toMatchObject({ secure_delete: 1 });
    expect(await database.first('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
    await database.close();
  });
});

describe('migrations', () => {
  it('bring an old file to a newer version and keep its data', async () => {
    const url = `file:${folder}/memory.db`;
    const old = await openStorage({ url });
    const agent = await old.agents.create({ ...newAgent(), tags: ['kept'] });
    await old.close();

    const newer = await openDatabase(url, [
      ...MIGRATIONS,
      ['ALTER TABLE agents ADD COLUMN mood TEXT', `UPDATE agents SET mood = 'calm'`],
      ['CREATE TABLE moods (name TEXT NOT NULL)'],
    ]);
    expect(await newer.first('PRAGMA user_version')).toMatchObject({ user_version: MIGRATIONS.length + 2 });
    expect(await newer.all('SELECT id, mood FROM agents')).toMatchObject([{ id: agent.id, mood: 'calm' }]);
    expect(await newer.all('SELECT tag FROM agent_tags')).toMatchObject([{ tag: 'kept' }]);
    expect(await newer.all('SELECT * FROM moods')).toEqual([]);
    await newer.close();
  });

  it('leave a file as it was when a version fails half-way', async () => {
    const url = `file:${folder}/memory.db`;
    await (await openStorage({ url })).close();
    const broken = openDatabase(url, [...MIGRATIONS, ['CREATE TABLE moods (name TEXT)', 'NOT SQL']]);
    await expect(broken).rejects.toThrow(EmbeddedStorageError);

    const again = await openDatabase(url);
    expect(await again.first('PRAGMA user_version')).toMatchObject({ user_version: MIGRATIONS.length });
    expect(await again.all(`SELECT name FROM sqlite_master WHERE name = 'moods'`)).toEqual([]);
    await again.close();
  });

  it('refuse a file of a newer version and do not touch it', async () => {
    const path = join(folder, 'memory.db');
    const client = createClient({ url: `file:${encodeURI(path)}` });
    await client.execute('PRAGMA user_version = 9999');
    client.close();
    const before = await readFile(path);

    const error: unknown = await openStorage({ url: `file:${path}` }).catch((reason: unknown) => reason);
    expect(EmbeddedStorageError.isInstance(error)).toBe(true);
    expect(String(error)).toContain('9999');
    expect(await readFile(path)).toEqual(before);
  });

  it('are done once when several openings race for a new file', async () => {
    const url = `file:${folder}/memory.db`;
    const storages = await Promise.all([1, 2, 3, 4].map(() => openStorage({ url })));
    const agent = await storages[0]!.agents.create(newAgent());
    expect(await storages[3]!.agents.retrieve(agent.id)).toEqual(agent);
    await Promise.all(storages.map((storage) => storage.close()));
  });
});

function newAgent() {
  return {
    name: 'letta-memory-1',
    agentType: 'sleeptime_agent',
    system: 'Be good.',
    model: 'any/model',
    embedding: null,
    description: null,
    metadata: { user: 'sarah' },
    settings: {},
    timezone: 'UTC',
    messageBufferAutoclear: true,
    hidden: null,
    tags: [],
  };
}
