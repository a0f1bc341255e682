import { describe, expect, it, vi } from 'vitest';
import { MemoryAbortedError } from './memory-aborted-error.js';
import { MemoryArgumentError } from './memory-argument-error.js';
import { MemoryConfigurationError } from './memory-configuration-error.js';
import { MemoryError } from './memory-error.js';
import { MemoryRequestError } from './memory-request-error.js';
import { MemoryRunError } from './memory-run-error.js';
import { MemoryRunTimeoutError } from './memory-run-timeout-error.js';

const cause = new Error('socket closed');
const fields = { message: 'Do this.', cause };

const classes = [
  { Class: MemoryAbortedError, code: 'aborted', error: new MemoryAbortedError(fields), own: {} },
  {
    Class: MemoryArgumentError,
    code: 'argument',
    error: new MemoryArgumentError({ ...fields, argument: 'userId' }),
    own: { argument: 'userId' },
  },
  {
    Class: MemoryConfigurationError,
    code: 'configuration',
    error: new MemoryConfigurationError(fields),
    own: {},
  },
  {
    Class: MemoryRequestError,
    code: 'request',
    error: new MemoryRequestError({ ...fields, status: 503, isRetryable: true, operation: 'look' }),
    own: { status: 503, isRetryable: true, operation: 'look' },
  },
  {
    Class: MemoryRunError,
    code: 'run',
    error: new MemoryRunError({ ...fields, runId: 'run-1', status: 'failed', stopReason: 'error' }),
    own: { runId: 'run-1', status: 'failed', stopReason: 'error' },
  },
  {
    Class: MemoryRunTimeoutError,
    code: 'run-timeout',
    error: new MemoryRunTimeoutError({ ...fields, runId: 'run-1', timeoutMs: 5 }),
    own: { runId: 'run-1', timeoutMs: 5 },
  },
];

describe.each(classes)('$Class.name', ({ Class, code, error, own }) => {
  it('bears its code, name, message, cause and fields', () => {
    expect(error).toMatchObject({ code, name: Class.name, message: 'Do this.', ...own });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(MemoryError);
    expect(Reflect.get(error, Symbol.for(`letta-memory.error.${code}`))).toBe(true);
  });

  it('is known by isInstance of its own class and of the family only', () => {
    expect(Class.isInstance(error)).toBe(true);
    expect(MemoryError.isInstance(error)).toBe(true);
    const others = classes.filter((other) => other.Class !== Class);
    expect(others.map((other) => other.Class.isInstance(error))).toEqual(others.map(() => false));
  });

  it('is known to another copy of the package, where instanceof fails', async () => {
    vi.resetModules();
    const copy = await import('../index.js');
    const CopiedClass = Reflect.get(copy, Class.name) as typeof Class;
    expect(CopiedClass).not.toBe(Class);
    expect(error).not.toBeInstanceOf(CopiedClass);
    expect(CopiedClass.isInstance(error)).toBe(true);
    expect(copy.MemoryError.isInstance(error)).toBe(true);
  });

  it('shows no marker among its own keys', () => {
    expect(Object.keys(error).toSorted()).toEqual(['code', 'name', ...Object.keys(own)].toSorted());
  });
});

describe('MemoryError.isInstance', () => {
  it.each([
    null,
    undefined,
    'aborted',
    5,
    {},
    new Error('x'),
    { code: 'aborted', name: 'MemoryAbortedError' },
  ])('does not take %o for one of the family', (value) => {
    expect(MemoryError.isInstance(value)).toBe(false);
    expect(MemoryAbortedError.isInstance(value)).toBe(false);
  });
});
