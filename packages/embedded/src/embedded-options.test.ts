import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOptions } from './embedded-options.js';
import { EmbeddedOptionError } from './errors.js';
import { notingModel } from './testing/memory-model.js';

const model = notingModel();

/** Options as plain JavaScript may give them. */
function check(options: unknown) {
  return checkOptions(options as Parameters<typeof checkOptions>[0]);
}

describe('checkOptions', () => {
  it('fills in defaults and makes paths absolute', () => {
    expect(checkOptions({ url: 'file:some folder/memory.db', model })).toMatchObject({
      path: resolve('some folder/memory.db'),
      maxConcurrentRuns: 8,
      requestTimeoutMs: 180_000,
      runTimeoutMs: 900_000,
      maxModelRetries: 2,
      onError: undefined,
    });
    expect(checkOptions({ url: ':memory:', model })).toMatchObject({ url: ':memory:', path: null });
  });

  it('takes an explicit undefined for the default', () => {
    expect(check({ url: ':memory:', model, maxConcurrentRuns: undefined }).maxConcurrentRuns).toBe(8);
  });

  it('takes the id of a model at the gateway', () => {
    expect(checkOptions({ url: ':memory:', model: 'openai/gpt-5-mini' }).model).toBe('openai/gpt-5-mini');
  });

  it.each([
    ['options', undefined, /needs an object/],
    ['url', { model }, /`url` is missing.*file:memory\.db/],
    ['url', { url: '', model }, /missing/],
    ['url', { url: 'libsql://host.turso.io', model }, /remote.*file:memory\.db/],
    ['url', { url: 'https://host', model }, /remote/],
    ['url', { url: 'memory.db', model }, /cannot be read.*file:memory\.db/],
    ['url', { url: 'file:', model }, /cannot be read/],
    ['model', { url: ':memory:' }, /createOfflineModel/],
    ['model', { url: ':memory:', model: {} }, /language model of the AI SDK/],
    ['model', { url: ':memory:', model: '' }, /language model/],
    ['maxConcurrentRuns', { url: ':memory:', model, maxConcurrentRuns: 0 }, /from 1/],
    ['requestTimeoutMs', { url: ':memory:', model, requestTimeoutMs: 1.5 }, /whole number/],
    ['runTimeoutMs', { url: ':memory:', model, runTimeoutMs: Number.POSITIVE_INFINITY }, /whole number/],
    ['maxModelRetries', { url: ':memory:', model, maxModelRetries: '2' }, /whole number/],
    ['onError', { url: ':memory:', model, onError: 'log' }, /function/],
  ])('names a bad `%s` and how to mend it', (option, options, message) => {
    let thrown: unknown;
    try {
      check(options);
    } catch (error) {
      thrown = error;
    }
    if (!EmbeddedOptionError.isInstance(thrown))
      throw new Error('expected an EmbeddedOptionError', { cause: thrown });
    expect(thrown.option).toBe(option);
    expect(thrown.code).toBe('option');
    expect(thrown.message).toMatch(message);
  });
});
