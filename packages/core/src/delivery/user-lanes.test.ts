import { describe, expect, it } from 'vitest';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { UserLanes } from './user-lanes.js';

/** A task that ends when it is told to. */
function held(log: string[], name: string) {
  let finish!: () => void;
  const promise = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const task = async (): Promise<string> => {
    log.push(`${name} begins`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { task, finish };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('UserLanes', () => {
  it('keeps the order of one user, also after a failure, and lets users pass each other', async () => {
    const lanes = new UserLanes();
    const log: string[] = [];
    const first = held(log, 'first');
    const running = lanes.run('sarah', undefined, first.task);
    const failing = lanes.run('sarah', undefined, () => Promise.reject(new Error('failed')));
    const last = lanes.run('sarah', undefined, async () => log.push('last'));
    await lanes.run('tom', undefined, async () => log.push('other user'));
    expect(log).toEqual(['first begins', 'other user']);
    first.finish();
    await expect(failing).rejects.toThrow('failed');
    await last;
    expect(await running).toBe('first');
    expect(log).toEqual(['first begins', 'other user', 'first ends', 'last']);
  });

  it('keeps nothing of a user whose lane is empty', async () => {
    const lanes = new UserLanes();
    await Promise.all(['a', 'b', 'a'].map((userId) => lanes.run(userId, undefined, async () => userId)));
    await settle();
    expect(lanes.size).toBe(0);
  });

  it('lets an aborted one leave the line at once, and the next one wait for what runs', async () => {
    const lanes = new UserLanes();
    const log: string[] = [];
    const first = held(log, 'first');
    const controller = new AbortController();
    const running = lanes.run('sarah', undefined, first.task);
    const leaving = lanes.run('sarah', controller.signal, async () => log.push('never'));
    const next = lanes.run('sarah', undefined, async () => log.push('next'));
    controller.abort();
    await expect(leaving).rejects.toBeInstanceOf(MemoryAbortedError);
    await settle();
    expect(log).toEqual(['first begins']);
    first.finish();
    await Promise.all([running, next]);
    expect(log).toEqual(['first begins', 'first ends', 'next']);
  });

  it('does not begin with a signal that was aborted before', async () => {
    const log: string[] = [];
    const run = new UserLanes().run('sarah', AbortSignal.abort(), async () => log.push('never'));
    await expect(run).rejects.toBeInstanceOf(MemoryAbortedError);
    expect(log).toEqual([]);
  });

  it('interrupts what runs and what waits with the given reason, not what comes after', async () => {
    const lanes = new UserLanes();
    const reason = new MemoryAbortedError({ message: 'The user was deleted.' });
    const running = lanes.run(
      'sarah',
      undefined,
      (signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    );
    const waiting = lanes.run('sarah', undefined, async () => 'never');
    const ends = Promise.allSettled([running, waiting]);
    await settle();
    lanes.interrupt('sarah', reason);
    lanes.interrupt('nobody', reason);
    expect(await lanes.run('sarah', undefined, async () => 'after')).toBe('after');
    expect(await ends).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
  });
});
