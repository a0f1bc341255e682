import { describe, expect, it } from 'vitest';
import { lease, type Openable } from './shared-instances.js';
import { deferred } from './testing/deferred.js';

let keys = 0;
const newKey = () => `key-${keys++}`;

/** Something to open that keeps a record of what was done. */
function recorded(record: string[], name: string, during: Partial<Openable<{ name: string }>> = {}) {
  return {
    open: async () => {
      record.push(`open ${name}`);
      return during.open === undefined ? { name } : during.open();
    },
    close: async (opened: { name: string }) => {
      await during.close?.(opened);
      record.push(`close ${opened.name}`);
    },
  };
}

describe('lease', () => {
  it('opens at the first use, once for all holders, and closes with the last', async () => {
    const record: string[] = [];
    const key = newKey();
    const first = lease(key, recorded(record, 'first'));
    const second = lease(key, recorded(record, 'second'));
    expect(record).toEqual([]);
    const [one, two] = await Promise.all([first.use(), second.use()]);
    expect(one).toBe(two);
    await first.release();
    await first.release();
    expect(record).toEqual(['open first']);
    await second.release();
    expect(record).toEqual(['open first', 'close first']);
  });

  it('shares nothing without a key', async () => {
    const record: string[] = [];
    const leases = ['a', 'b'].map((name) => lease(null, recorded(record, name)));
    await Promise.all(leases.map((held) => held.use()));
    await leases[0]?.release();
    expect(record).toEqual(['open a', 'open b', 'close a']);
  });

  it('opens and closes nothing that was never used', async () => {
    const record: string[] = [];
    await lease(newKey(), recorded(record, 'idle')).release();
    expect(record).toEqual([]);
  });

  it('waits for the one before it on the same key to be closed', async () => {
    const record: string[] = [];
    const key = newKey();
    const mayClose = deferred();
    const first = lease(key, recorded(record, 'first', { close: () => mayClose.promise }));
    await first.use();
    const closed = first.release();
    const second = lease(key, recorded(record, 'second'));
    const opened = second.use();
    mayClose.resolve();
    await Promise.all([closed, opened]);
    expect(record).toEqual(['open first', 'close first', 'open second']);
    await second.release();
  });

  it('tries again after it could not be opened', async () => {
    const record: string[] = [];
    const answers = [Promise.reject(new Error('locked')), Promise.resolve({ name: 'again' })];
    answers[0]?.catch(() => {});
    const held = lease(
      newKey(),
      recorded(record, 'x', { open: () => answers.shift() ?? Promise.reject(new Error()) }),
    );
    await expect(held.use()).rejects.toThrow('locked');
    expect(await held.use()).toEqual({ name: 'again' });
    await held.release();
    expect(record).toEqual(['open x', 'open x', 'close again']);
  });

  it('closes what is still being opened', async () => {
    const record: string[] = [];
    const mayOpen = deferred<{ name: string }>();
    const held = lease(newKey(), recorded(record, 'slow', { open: () => mayOpen.promise }));
    const opened = held.use();
    const closed = held.release();
    mayOpen.resolve({ name: 'slow' });
    await Promise.all([opened, closed]);
    expect(record).toEqual(['open slow', 'close slow']);
  });
});
