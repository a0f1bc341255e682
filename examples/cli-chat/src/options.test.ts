import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseOptions, UsageError } from './options.js';

describe('parseOptions', () => {
  it('keeps memory in the data folder of the person at the keyboard', () => {
    const { user, database, help } = parseOptions([], {});
    expect({ user, help }).toEqual({ user: 'default_user', help: false });
    expect(database.startsWith(process.env['XDG_DATA_HOME'] ?? homedir())).toBe(true);
    expect(database).toContain(join('letta-memory', 'memory.db'));
  });

  it('takes the file from LETTA_MEMORY_DB, and from --db first', () => {
    const environment = { LETTA_MEMORY_DB: 'my memories/ø.db' };
    expect(parseOptions([], environment).database).toBe(resolve('my memories/ø.db'));
    expect(parseOptions(['--db', '/tmp/other.db'], environment).database).toBe(resolve('/tmp/other.db'));
  });

  it('takes options behind the -- of a package manager', () => {
    expect(parseOptions(['--', '--user', 'Kari Nordmann'], {}).user).toBe('Kari Nordmann');
  });

  it.each([
    [['--usr', 'x'], /--usr/],
    [['--user'], /--user/],
    [['--user', ' '], /--user needs a name/],
    [['hello'], /"hello"/],
  ])('says what is wrong with %j', (words, message) => {
    expect(() => parseOptions(words, {})).toThrow(message);
    expect(() => parseOptions(words, {})).toThrow(UsageError);
  });
});
