import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { ContextCache, type ContextCacheOptions } from './context-cache.js';
import type { ContextEvent } from './context-events.js';

/** A memory server whose answers the test gives, one by one. */
class Server {
  readonly reads: { userId: string; answer: (value: string) => void; fail: (error: unknown) => void }[] = [];
  readonly read = (userId: string): Promise<string> =>
    new Promise((resolve, reject) => {
      this.reads.push({ userId, answer: resolve, fail: reject });
    });
}

let server: Server;
let events: ContextEvent[];
const errors: unknown[] = [];

function cacheOf(options: Partial<ContextCacheOptions<string>> = {}): ContextCache<string> {
  return new ContextCache<string>({
    read: server.read,
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
}

const down = (): MemoryRequestError =>
  new MemoryRequestError({
    operation: 'read',
    status: 503,
    isRetryable: true,
    message: 'The server is down.',
  });
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

async function filled(
  cache: ContextCache<string>,
  userId: string,
  value: string,
): Promise<ContextCache<string>> {
  const reading = cache.load(userId);
  server.reads.at(-1)!.answer(value);
  await reading;
  return cache;
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  events = [];
  errors.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a warm get', () => {
  it('answers without a request, with the very same object each time', async () => {
    const cache = await filled(cacheOf(), 'sarah', 'Name: Sarah');
    const first = cache.get('sarah');
    expect(first).toEqual({ state: 'hit', value: 'Name: Sarah' });
    expect(cache.get('sarah')).toBe(first);
    expect(server.reads).toHaveLength(1);
  });

  it('answers with what is stale while exactly one read is under way, then with the new', async () => {
    const cache = await filled(cacheOf({ ttlMs: 1_000 }), 'sarah', 'old');
    await pass(1_000);
    expect(cache.get('sarah')).toEqual({ state: 'stale', value: 'old' });
    expect(cache.get('sarah')).toEqual({ state: 'stale', value: 'old' });
    expect(server.reads).toHaveLength(2);
    server.reads[1]!.answer('new');
    await pass(0);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
  });

  it('is stale after invalidate, whatever the age', async () => {
    const cache = await filled(cacheOf(), 'sarah', 'old');
    cache.invalidate('sarah');
    expect(cache.get('sarah').state).toBe('stale');
    expect(server.reads).toHaveLength(2);
  });

  it('stays stale when it is invalidated while the read is under way', async () => {
    const cache = await filled(cacheOf({ ttlMs: 1_000 }), 'sarah', 'old');
    await pass(1_000);
    cache.get('sarah');
    cache.invalidate('sarah');
    server.reads[1]!.answer('read before it was invalidated');
    await pass(0);
    expect(cache.get('sarah').state).toBe('stale');
    expect(server.reads).toHaveLength(3);
  });

  it('begins no read for a user it does not know', () => {
    expect(cacheOf().get('sarah')).toEqual({ state: 'miss' });
    expect(server.reads).toHaveLength(0);
  });

  it('keeps the old value beside a failed read, and asks again only after a rest', async () => {
    const cache = await filled(cacheOf({ ttlMs: 1_000, failureTtlMs: 5_000 }), 'sarah', 'old');
    await pass(1_000);
    cache.get('sarah');
    server.reads[1]!.fail(down());
    await pass(4_999);
    expect(cache.get('sarah')).toEqual({ state: 'stale', value: 'old' });
    expect(server.reads).toHaveLength(2);
    await pass(1);
    cache.get('sarah');
    expect(server.reads).toHaveLength(3);
  });
});

describe('one flight', () => {
  it('makes one request for any number of callers at once', async () => {
    const cache = cacheOf();
    const readings = Array.from({ length: 50 }, () => cache.load('sarah'));
    server.reads[0]!.answer('Name: Sarah');
    const found = await Promise.all(readings);
    expect(server.reads).toHaveLength(1);
    expect(found.every(({ value }) => value === 'Name: Sarah')).toBe(true);
  });

  it('replaces a rejected flight instead of sharing it', async () => {
    const cache = cacheOf({ failureTtlMs: 1_000 });
    const first = cache.load('sarah');
    server.reads[0]!.fail(
      new MemoryRequestError({ operation: 'read', status: 400, isRetryable: false, message: 'Refused.' }),
    );
    expect(await first).toEqual({ state: 'skipped' });
    await pass(1_000);
    const second = cache.load('sarah');
    server.reads[1]!.answer('Name: Sarah');
    expect(await second).toEqual({ state: 'hit', value: 'Name: Sarah' });
  });

  it('is dropped at its end only if it is still this one', async () => {
    const cache = cacheOf();
    const old = cache.load('sarah');
    cache.forget('sarah');
    const fresh = cache.load('sarah');
    server.reads[0]!.answer('what was forgotten');
    expect(await old).toEqual({ state: 'skipped' });
    // The second read is still the one that callers share.
    const shared = cache.load('sarah');
    expect(server.reads).toHaveLength(2);
    server.reads[1]!.answer('new');
    expect(await fresh).toEqual({ state: 'hit', value: 'new' });
    expect(await shared).toEqual({ state: 'hit', value: 'new' });
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
  });

  it('that hung and was given up does not end the newer one when it lands', async () => {
    const cache = await filled(cacheOf({ ttlMs: 1_000, budgetMs: 500, failureTtlMs: 5_000 }), 'sarah', 'old');
    await pass(1_000);
    cache.get('sarah');
    await pass(5_500);
    cache.get('sarah');
    expect(server.reads).toHaveLength(3);
    server.reads[1]!.fail(
      new MemoryRequestError({ operation: 'read', status: 400, isRetryable: false, message: 'Refused.' }),
    );
    await pass(5_000);
    cache.get('sarah');
    expect(server.reads).toHaveLength(3);
  });

  it('leaves no unhandled rejection when a read fails that nobody awaits', async () => {
    vi.useRealTimers();
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const cache = cacheOf({ ttlMs: 0, failureTtlMs: 0 });
      void cache.prefetch('sarah');
      server.reads[0]!.fail(down());
      void cache.refresh('sarah');
      await new Promise(setImmediate);
      server.reads[1]!.fail(down());
      await new Promise(setImmediate);
      void cache.load('sarah');
      await new Promise(setImmediate);
      server.reads[2]!.fail(new Error('reset'));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
      expect(errors).toHaveLength(3);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });

  it('goes on for the others when one caller aborts', async () => {
    const cache = cacheOf();
    const controller = new AbortController();
    const leaving = cache.load('sarah', controller.signal);
    const staying = cache.load('sarah');
    controller.abort();
    expect(await leaving).toEqual({ state: 'skipped' });
    server.reads[0]!.answer('Name: Sarah');
    expect(await staying).toEqual({ state: 'hit', value: 'Name: Sarah' });
    expect(server.reads).toHaveLength(1);
    expect(events).toContainEqual({
      type: 'context-skipped',
      userId: 'sarah',
      reason: 'aborted',
      waitedMs: 0,
    });
  });

  it('does not begin for a caller who has aborted already', async () => {
    expect(await cacheOf().load('sarah', AbortSignal.abort())).toEqual({ state: 'skipped' });
    expect(server.reads).toHaveLength(0);
  });

  it('turns a reader that throws at once into a failed read', async () => {
    const cache = cacheOf({
      read: () => {
        throw new TypeError('broken');
      },
    });
    expect(await cache.load('sarah')).toEqual({ state: 'skipped' });
    expect(errors).toEqual([new TypeError('broken')]);
  });
});

describe('the budget', () => {
  it('is paid once: later steps and retries do not wait, and the late answer fills the cache', async () => {
    const cache = cacheOf({ budgetMs: 500 });
    const first = cache.load('sarah');
    await pass(499);
    expect(events).toEqual([]);
    await pass(1);
    expect(await first).toEqual({ state: 'skipped' });
    expect(events).toEqual([{ type: 'context-skipped', userId: 'sarah', reason: 'budget', waitedMs: 500 }]);
    expect(await cache.load('sarah')).toEqual({ state: 'skipped' });
    expect(server.reads).toHaveLength(1);
    await pass(2_000);
    server.reads[0]!.answer('Name: Sarah');
    await pass(0);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'Name: Sarah' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is one span for all who wait for the same read', async () => {
    const cache = cacheOf({ budgetMs: 500 });
    const first = cache.load('sarah');
    await pass(400);
    const second = cache.load('sarah');
    await pass(100);
    expect(await first).toEqual({ state: 'skipped' });
    expect(await second).toEqual({ state: 'skipped' });
    expect(events.map((event) => 'waitedMs' in event && event.waitedMs)).toEqual([500, 100]);
  });

  it('of 0 never waits, and the read goes on behind the chat', async () => {
    const cache = cacheOf({ budgetMs: 0 });
    expect(await cache.load('sarah')).toEqual({ state: 'skipped' });
    server.reads[0]!.answer('Name: Sarah');
    await pass(0);
    expect(await cache.load('sarah')).toEqual({ state: 'hit', value: 'Name: Sarah' });
  });

  it('leaves no timer and no listener behind when the answer comes in time', async () => {
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const reading = cacheOf().load('sarah', controller.signal);
    server.reads[0]!.answer('Name: Sarah');
    await reading;
    expect(vi.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledWith('abort', expect.any(Function));
  });
});

describe('an outage', () => {
  it('makes nobody wait any more: one failed read for all, then one look now and then behind a chat', async () => {
    const cache = cacheOf({ failureTtlMs: 5_000 });
    const first = cache.load('sarah');
    server.reads[0]!.fail(down());
    await first;
    for (const userId of ['sarah', 'tom', 'ann']) {
      expect(await cache.load(userId)).toEqual({ state: 'skipped' });
    }
    expect(server.reads).toHaveLength(1);
    expect(cache.stats().isDown).toBe(true);
    await pass(5_000);
    // The look: sent, not waited for.
    expect(await cache.load('tom')).toEqual({ state: 'skipped' });
    expect(await cache.load('ann')).toEqual({ state: 'skipped' });
    expect(server.reads).toHaveLength(2);
    server.reads[1]!.answer('Name: Tom');
    await pass(0);
    expect(cache.stats().isDown).toBe(false);
    expect(cache.get('tom')).toEqual({ state: 'hit', value: 'Name: Tom' });
    const sarah = cache.load('sarah');
    server.reads[2]!.answer('Name: Sarah');
    expect(await sarah).toEqual({ state: 'hit', value: 'Name: Sarah' });
  });

  it('begins with a read that hangs, and other reads find its end although that one never does', async () => {
    const cache = cacheOf({ budgetMs: 500, failureTtlMs: 5_000 });
    const first = cache.load('sarah');
    await pass(500);
    await first;
    expect(cache.stats().isDown).toBe(true);
    await pass(5_000);
    expect(await cache.load('sarah')).toEqual({ state: 'skipped' });
    expect(server.reads).toHaveLength(2);
    server.reads[1]!.answer('new');
    await pass(0);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
    // The one that hung ends late: it has begun earlier, so it knows less.
    server.reads[0]!.answer('old');
    await pass(0);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
  });

  it('is not what a refusal for one user means', async () => {
    const cache = cacheOf();
    const first = cache.load('sarah');
    server.reads[0]!.fail(
      new MemoryRequestError({ operation: 'read', status: 400, isRetryable: false, message: 'Refused.' }),
    );
    await first;
    expect(cache.stats().isDown).toBe(false);
    const second = cache.load('tom');
    server.reads[1]!.answer('Name: Tom');
    expect((await second).state).toBe('hit');
  });
});

describe('a configuration that is wrong', () => {
  it('is told to each chat, with one look at the server in a while', async () => {
    const problem = new MemoryConfigurationError({ message: 'No memory server is configured.' });
    const cache = cacheOf();
    const first = cache.load('sarah');
    server.reads[0]!.fail(problem);
    await expect(first).rejects.toBe(problem);
    await expect(cache.load('sarah')).rejects.toBe(problem);
    expect(server.reads).toHaveLength(1);
  });
});

describe('refresh', () => {
  it('reads anew, and what is kept is replaced', async () => {
    const cache = await filled(cacheOf(), 'sarah', 'old');
    const refreshing = cache.refresh('sarah');
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'old' });
    server.reads[1]!.answer('new');
    expect(await refreshing).toBe(true);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
  });

  it('does not take for new what a read brings that began before; it comes after it, once for all who ask', async () => {
    const cache = cacheOf();
    const cold = cache.load('sarah');
    const refreshings = [cache.refresh('sarah'), cache.refresh('sarah')];
    expect(server.reads).toHaveLength(1);
    server.reads[0]!.answer('old');
    expect((await cold).value).toBe('old');
    await pass(0);
    expect(server.reads).toHaveLength(2);
    server.reads[1]!.answer('new');
    expect(await Promise.all(refreshings)).toEqual([true, true]);
    expect(cache.get('sarah')).toEqual({ state: 'hit', value: 'new' });
    expect(server.reads).toHaveLength(2);
  });

  it('says so when it failed or the user was forgotten', async () => {
    const cache = await filled(cacheOf(), 'sarah', 'old');
    const failing = cache.refresh('sarah');
    server.reads[1]!.fail(down());
    expect(await failing).toBe(false);
    expect(cache.get('sarah')).toEqual({ state: 'stale', value: 'old' });
    const forgotten = cache.refresh('sarah');
    cache.forget('sarah');
    server.reads.at(-1)!.answer('late');
    expect(await forgotten).toBe(false);
    expect(cache.get('sarah')).toEqual({ state: 'miss' });
  });
});

describe('prefetch', () => {
  it('fills the cache before the chat asks, and asks for nothing that is fresh', async () => {
    const cache = cacheOf();
    const prefetching = cache.prefetch('sarah');
    server.reads[0]!.answer('Name: Sarah');
    await prefetching;
    expect(cache.get('sarah').state).toBe('hit');
    await cache.prefetch('sarah');
    expect(server.reads).toHaveLength(1);
  });

  it('shares its read with the chat that comes meanwhile, which still has its whole budget', async () => {
    const cache = cacheOf({ budgetMs: 500 });
    void cache.prefetch('sarah');
    await pass(2_000);
    const reading = cache.load('sarah');
    await pass(499);
    server.reads[0]!.answer('Name: Sarah');
    expect((await reading).value).toBe('Name: Sarah');
    expect(server.reads).toHaveLength(1);
  });
});

describe('users', () => {
  it('never share an entry, whatever characters their ids hold', async () => {
    const cache = cacheOf();
    const ids = [
      'a:b',
      'a',
      'a b',
      'A',
      'é',
      'e\u0301',
      '__proto__',
      'constructor',
      '\ud800',
      '\ufffd',
      '["a"]',
    ];
    for (const id of ids) await filled(cache, id, `of ${id}`);
    expect(ids.map((id) => cache.get(id).value)).toEqual(ids.map((id) => `of ${id}`));
  });

  it('are bounded: the one asked for longest ago goes first', async () => {
    const cache = cacheOf({ maxUsers: 2 });
    await filled(cache, 'a', 'of a');
    await filled(cache, 'b', 'of b');
    cache.get('a');
    await filled(cache, 'c', 'of c');
    expect(['a', 'b', 'c'].map((id) => cache.get(id).state)).toEqual(['hit', 'miss', 'hit']);
    expect(cache.stats().users).toBe(2);
  });
});

describe('events and figures', () => {
  it('tell how each chat came by its context, and hold no memory text', async () => {
    const secret = 'Name: Sarah, allergic to nuts';
    const cache = await filled(cacheOf({ ttlMs: 1_000 }), 'sarah', secret);
    cache.get('sarah');
    await pass(1_000);
    cache.get('sarah');
    server.reads[1]!.fail(down());
    await pass(0);
    expect(events.map(({ type }) => type)).toEqual(['context-miss', 'context-hit', 'context-stale']);
    expect(cache.stats()).toEqual({
      users: 1,
      hits: 1,
      stales: 1,
      misses: 1,
      skipped: 0,
      reads: 2,
      failures: 1,
      isDown: true,
    });
    expect(JSON.stringify([events, errors, cache.stats()])).not.toContain('nuts');
  });
});
