import { getEventListeners } from 'node:events';
import { Letta } from '@letta-ai/letta-client';
import { describe, expect, it } from 'vitest';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { ignoringNotFound, isNotFound, Server } from './server.js';

async function failing(answer: Parameters<typeof scriptedServer>[0][string], tellDetail = false) {
  const { client, requests } = await scriptedServer({ 'GET /v1/models/': answer });
  const server = new Server(() => client);
  const error = await server
    .ask('list the models', (letta, options) => letta.models.list({}, options), { maxRetries: 0, tellDetail })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { error: error as MemoryRequestError, requests };
}

describe('Server.ask', () => {
  it('tells no key, not even one that cannot be sent', async () => {
    const server = new Server(() => new Letta({ apiKey: 'sk-"SECRET\nkey', baseURL: 'http://127.0.0.1:1' }));
    const error = await server
      .ask('list the models', (letta, options) => letta.models.list({}, options), { maxRetries: 0 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryRequestError);
    const { cause } = error as MemoryRequestError;
    expect(`${String(error)} ${String(cause)}`).not.toMatch(/SECRET|key$/m);
    expect(String(cause)).toContain('TypeError');
  });

  it.each([
    [400, false, 'did not take the request (400)'],
    [401, false, 'LETTA_API_KEY'],
    [402, false, 'credits'],
    [403, false, 'LETTA_API_KEY'],
    [404, false, 'does not know it (404)'],
    [409, true, '409'],
    [422, false, '422'],
    [429, true, 'too often'],
    [500, true, 'failed (500)'],
    [503, true, 'failed (503)'],
  ])('makes a typed error of status %i', async (status, isRetryable, words) => {
    const { error, requests } = await failing({ status, json: { detail: 'SECRET-WORDS' } });
    expect(error).toBeInstanceOf(MemoryRequestError);
    expect(error).toMatchObject({ status, isRetryable, operation: 'list the models' });
    expect(error.message).toContain('Could not list the models');
    expect(error.message).toContain(words);
    expect(requests).toHaveLength(1);
  });

  it('repeats nothing that the server said, not even in its cause', async () => {
    for (const json of [
      { detail: 'SECRET-WORDS' },
      { detail: [{ input: 'SECRET-WORDS' }] },
      'SECRET-WORDS',
    ]) {
      const { error } = await failing({ status: 422, json });
      expect([String(error), String(error.cause), JSON.stringify(error)].join()).not.toContain('SECRET');
      expect(String(error.cause)).toContain('422');
    }
  });

  it('tells a plain refusal where that cannot repeat a user, but no lists and no server errors', async () => {
    const refused = await failing({ status: 400, json: { detail: 'Handle x not found' } }, true);
    expect(refused.error.message).toContain('Handle x not found');
    const listed = await failing({ status: 400, json: { detail: [{ input: 'SECRET-WORDS' }] } }, true);
    expect(listed.error.message).not.toContain('SECRET');
    const broken = await failing({ status: 500, json: { detail: 'SQL: SECRET-WORDS' } }, true);
    expect(broken.error.message).not.toContain('SECRET');
  });

  it('names the kind of a broken connection', async () => {
    const { error } = await failing({ drop: true });
    expect(error).toMatchObject({ status: undefined, isRetryable: true });
    expect(error.message).toContain('did not answer');
    expect(String(error.cause)).toContain('UND_ERR_SOCKET');
  });

  it('repeats no URL and no body of a broken connection', async () => {
    const quoting = new SyntaxError('Unexpected token in "SECRET-WORDS"');
    const cause = new TypeError('error sending request for url (http://own:1/?tags=SECRET-ID)', {
      cause: quoting,
    });
    const server = new Server(() => new Letta({ apiKey: null, fetch: () => Promise.reject(cause) }));
    const error: unknown = await server
      .ask('look', (letta, options) => letta.models.list({}, options), { maxRetries: 0 })
      .catch((reason: unknown) => reason);
    const told = String((error as Error).cause);
    expect(told).toContain('error sending request for url ((URL))');
    expect(told).not.toContain('SECRET');
  });

  it('ends with its signal, while it waits and before it asks', async () => {
    const { client, requests } = await scriptedServer({ 'GET /v1/models/': { hang: true } });
    const controller = new AbortController();
    const server = new Server(() => client).under(controller.signal);
    const asking = server.ask('wait', (letta, options) => letta.models.list({}, options));
    setTimeout(() => controller.abort(), 50);
    await expect(asking).rejects.toBeInstanceOf(MemoryAbortedError);
    await expect(
      server.ask('wait', (letta, options) => letta.models.list({}, options)),
    ).rejects.toBeInstanceOf(MemoryAbortedError);
    expect(requests).toHaveLength(1);
  });

  it('leaves no listener on a signal that outlives many requests', async () => {
    const { client } = await scriptedServer({ 'GET /v1/models/': { json: [] } });
    const { signal } = new AbortController();
    const server = new Server(() => client, signal);
    for (let count = 0; count < 15; count += 1) {
      await server.ask('look', (letta, options) => letta.models.list({}, options));
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('passes on that nothing is configured', async () => {
    const missing = new MemoryConfigurationError({ message: 'Set LETTA_API_KEY.' });
    const server = new Server(() => {
      throw missing;
    });
    await expect(server.ask('look', (letta) => letta.models.list())).rejects.toBe(missing);
  });
});

describe('ignoringNotFound', () => {
  it('takes 404 for done and nothing else', async () => {
    const { error } = await failing({ status: 404 });
    expect(isNotFound(error)).toBe(true);
    await expect(ignoringNotFound(Promise.reject(error))).resolves.toBeUndefined();
    const { error: other } = await failing({ status: 403 });
    await expect(ignoringNotFound(Promise.reject(other))).rejects.toBe(other);
  });
});
