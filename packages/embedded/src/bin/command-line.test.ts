import { describe, expect, it } from 'vitest';

import { parseCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';

function optionsOf(words: string[], environment: NodeJS.ProcessEnv = {}) {
  const command = parseCommandLine(['serve', ...words], environment);
  if (command.name !== 'serve') throw new Error(`not serve but ${command.name}`);
  return command.options;
}

describe('parseCommandLine', () => {
  it('serves this machine from memory.db without any option', () => {
    expect(optionsOf([])).toEqual({
      host: '127.0.0.1',
      port: 8283,
      databaseUrl: 'file:memory.db',
      token: undefined,
      modelName: undefined,
    });
  });

  it('takes every option', () => {
    const words = [
      '--port',
      '0',
      '--host',
      '::1',
      '--db',
      ':memory:',
      '--token',
      'abc',
      '--model',
      'llama3.2',
    ];
    expect(optionsOf(words)).toEqual({
      host: '::1',
      port: 0,
      databaseUrl: ':memory:',
      token: 'abc',
      modelName: 'llama3.2',
    });
  });

  it('takes a path as a file', () => {
    expect(optionsOf(['--db', '/data/my memory ø.db']).databaseUrl).toBe('file:/data/my memory ø.db');
    expect(optionsOf(['--db', 'file:here.db']).databaseUrl).toBe('file:here.db');
    expect(optionsOf(['--db', '100% #1?.db']).databaseUrl).toBe('file:100%25 %231%3F.db');
  });

  it('takes the token from the environment, and from --token first', () => {
    const environment = { LETTA_EMBEDDED_TOKEN: 'from-environment' };
    expect(optionsOf([], environment).token).toBe('from-environment');
    expect(optionsOf(['--token', 'from-option'], environment).token).toBe('from-option');
    expect(optionsOf([], { LETTA_EMBEDDED_TOKEN: '' }).token).toBeUndefined();
  });

  it('refuses other machines without a token', () => {
    expect(() => optionsOf(['--host', '0.0.0.0'])).toThrow(/LETTA_EMBEDDED_TOKEN/);
    expect(() => optionsOf(['--host', '::'])).toThrow(UsageError);
    expect(optionsOf(['--host', '0.0.0.0', '--token', 'abc']).host).toBe('0.0.0.0');
  });

  it.each([
    [['serve', '--prot', '1'], /--prot/],
    [['serve', '--port'], /--port/],
    [['serve', '--port', '80a'], /0 to 65535, not "80a"/],
    [['serve', '--port', '65536'], /0 to 65535/],
    [['serve', '--port', ''], /0 to 65535/],
    [['serve', '--token', ''], /token/],
    [['serve', '--token', 'two words'], /token/],
    [['serve', '--db', ''], /--db/],
    [['serve', '--db', 'libsql://example.com'], /file of this machine/],
    [['serve', '--host', ''], /--host/],
    [['serve', 'now'], /"now"/],
    [['start'], /no command "start"/],
    [[], /command is missing/],
  ])('says what is wrong with %j', (words, message) => {
    expect(() => parseCommandLine(words, {})).toThrow(message);
    expect(() => parseCommandLine(words, {})).toThrow(UsageError);
  });

  it('knows help and version, with or without a command', () => {
    expect(parseCommandLine(['--help'], {})).toEqual({ name: 'help' });
    expect(parseCommandLine(['serve', '-h'], {})).toEqual({ name: 'help' });
    expect(parseCommandLine(['--version'], {})).toEqual({ name: 'version' });
    expect(parseCommandLine(['-v'], {})).toEqual({ name: 'version' });
  });
});
