import { Letta } from '@letta-ai/letta-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { MemoryConfigurationError } from './errors/memory-configuration-error.js';
import { readMemoryOptions, type MemoryOptions } from './memory-options.js';

const CLOUD = 'https://api.letta.com';

beforeEach(() => {
  for (const name of ['LETTA_API_KEY', 'LETTA_BASE_URL', 'LETTA_MODEL', 'LETTA_EMBEDDING'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const clientOf = (options: MemoryOptions) => readMemoryOptions(options).server.client();
const reached = (options: MemoryOptions) => {
  const { apiKey, baseURL } = clientOf(options);
  return { apiKey, baseURL };
};

describe('which server is asked', () => {
  it('is the given client, as it is', () => {
    vi.stubEnv('LETTA_API_KEY', 'cloud-key');
    const client = new Letta({ baseURL: 'http://mine:1', apiKey: null });
    expect(clientOf({ client, apiKey: 'other', baseURL: 'http://other:1' })).toBe(client);
    expect(client.apiKey).toBeNull();
  });

  it.each<[string, MemoryOptions, Record<string, string>, { apiKey: string | null; baseURL: string }]>([
    ['Cloud with a key', { apiKey: 'key' }, {}, { apiKey: 'key', baseURL: CLOUD }],
    [
      'a server with a key',
      { apiKey: 'key', baseURL: 'http://own:1' },
      {},
      { apiKey: 'key', baseURL: 'http://own:1' },
    ],
    ['a server without a key', { baseURL: 'http://own:1' }, {}, { apiKey: null, baseURL: 'http://own:1' }],
    ['Cloud by the environment', {}, { LETTA_API_KEY: 'key' }, { apiKey: 'key', baseURL: CLOUD }],
    [
      'a server by the environment',
      {},
      { LETTA_BASE_URL: 'http://env:1' },
      { apiKey: null, baseURL: 'http://env:1' },
    ],
    [
      'both by the environment',
      {},
      { LETTA_API_KEY: 'key', LETTA_BASE_URL: 'http://env:1' },
      { apiKey: 'key', baseURL: 'http://env:1' },
    ],
    [
      'another host, to which a key of the environment must not go',
      { baseURL: 'http://own:1' },
      { LETTA_API_KEY: 'cloud-key', LETTA_BASE_URL: CLOUD },
      { apiKey: null, baseURL: 'http://own:1' },
    ],
    [
      'the key of the option before that of the environment',
      { apiKey: 'mine' },
      { LETTA_API_KEY: 'other' },
      { apiKey: 'mine', baseURL: CLOUD },
    ],
    [
      'empty values for missing ones',
      { apiKey: '', baseURL: '' },
      { LETTA_API_KEY: 'key', LETTA_BASE_URL: ' ' },
      { apiKey: 'key', baseURL: CLOUD },
    ],
  ])('is %s', (_name, options, variables, expected) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(reached(options)).toEqual(expected);
  });

  it('is decided at the first request, once', () => {
    const { server } = readMemoryOptions({});
    expect(() => server.client()).toThrow(MemoryConfigurationError);
    vi.stubEnv('LETTA_API_KEY', 'key');
    const client = server.client();
    expect(client.apiKey).toBe('key');
    expect(server.under(undefined).client()).toBe(client);
  });

  it('is unknown without option and environment, also in a runtime without `process`; the error names the ways out', () => {
    for (const hasProcess of [true, false]) {
      if (!hasProcess) vi.stubGlobal('process', undefined);
      const { server } = readMemoryOptions({});
      for (const way of [
        'LETTA_API_KEY',
        'LETTA_BASE_URL',
        '`client`',
        'createEmbeddedLetta',
        'letta-memory-embedded',
      ]) {
        expect(() => server.client()).toThrow(way);
      }
    }
  });

  it('is not a broken URL of the environment', () => {
    vi.stubEnv('LETTA_BASE_URL', 'localhost');
    expect(() => clientOf({})).toThrow(MemoryConfigurationError);
    expect(() => clientOf({})).toThrow('LETTA_BASE_URL');
  });

  it('never has message bodies logged by the client', () => {
    vi.stubEnv('LETTA_LOG', 'debug');
    expect(clientOf({ baseURL: 'http://own:1' }).logLevel).toBe('off');
  });
});

describe('model and embedding', () => {
  it('come by option, else by environment, else not at all', () => {
    const { agents } = readMemoryOptions({});
    expect([agents.model(), agents.embedding()]).toEqual([undefined, undefined]);
    vi.stubEnv('LETTA_MODEL', 'env/model');
    vi.stubEnv('LETTA_EMBEDDING', 'env/embedding');
    expect([agents.model(), agents.embedding()]).toEqual(['env/model', 'env/embedding']);
    const named = readMemoryOptions({ model: 'own/model', embedding: 'own/embedding' }).agents;
    expect([named.model(), named.embedding()]).toEqual(['own/model', 'own/embedding']);
  });
});

describe('timezone', () => {
  it('is UTC, a name, or told for each user', () => {
    expect(readMemoryOptions({}).timeZone('sarah')).toBe('UTC');
    expect(readMemoryOptions({ timezone: 'Europe/Oslo' }).timeZone('sarah')).toBe('Europe/Oslo');
    const told = readMemoryOptions({ timezone: (userId) => (userId === 'sarah' ? 'Asia/Tokyo' : 'nowhere') });
    expect(told.timeZone('sarah')).toBe('Asia/Tokyo');
    expect(() => told.timeZone('tom')).toThrow(MemoryArgumentError);
  });
});

describe('tags', () => {
  it('are those of the app, each once, and never none, which would match every agent', () => {
    const { agents } = readMemoryOptions({ tags: (userId) => [userId, userId, 'app'] });
    expect(agents.tags?.('sarah')).toEqual(['sarah', 'app']);
    expect(readMemoryOptions({}).agents.tags).toBeUndefined();
    for (const wrong of [[], [''], ['a', 5], 'sarah', undefined]) {
      const settings = readMemoryOptions({ tags: () => wrong as string[] });
      expect(() => settings.agents.tags?.('sarah')).toThrow(MemoryArgumentError);
    }
  });
});

describe('a plainly wrong option', () => {
  it.each<[string, unknown]>([
    ['client', {}],
    ['client', 'http://own:1'],
    ['apiKey', 5],
    ['baseURL', 5],
    ['baseURL', 'localhost'],
    ['model', 5],
    ['embedding', {}],
    ['timezone', 'Mars/Olympus'],
    ['timezone', ''],
    ['timezone', 5],
    ['tags', ['sarah']],
    ['blocks', 'goals'],
    ['blocks', [{ label: '' }]],
    ['maxSteps', 0],
    ['maxSteps', 1.5],
    ['maxSteps', '5'],
    ['runTimeoutMs', -1],
    ['runTimeoutMs', Number.NaN],
    ['onEvent', 'log'],
  ])('%s throws at once and is named', (name, value) => {
    const reading = (): unknown => readMemoryOptions({ [name]: value } as MemoryOptions);
    expect(reading).toThrow(MemoryArgumentError);
    expect(reading).toThrow(
      expect.objectContaining({ argument: name, message: expect.stringContaining(name) }),
    );
  });

  it('is also options that are no object', () => {
    for (const options of [null, 'http://own:1']) {
      expect(() => readMemoryOptions(options as unknown as MemoryOptions)).toThrow(MemoryArgumentError);
    }
  });
});
