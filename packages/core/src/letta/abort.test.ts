import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { MemoryAbortedError } from '../errors/memory-aborted-error.js';
import { abortedError, sleep, throwIfAborted, withLinkedSignal } from './abort.js';

it('passes on a typed reason and replaces all others', () => {
  const reason = new MemoryAbortedError({ message: 'The user was deleted.' });
  expect(abortedError(AbortSignal.abort(reason))).toBe(reason);
  const other = abortedError(AbortSignal.abort(new Error('private words')));
  expect(other).toBeInstanceOf(MemoryAbortedError);
  expect(other.message).not.toContain('private words');
  expect(() => throwIfAborted(AbortSignal.abort())).toThrow(MemoryAbortedError);
  expect(() => throwIfAborted(undefined)).not.toThrow();
});

it('links a signal to several and lets go of them', async () => {
  const first = new AbortController();
  const second = new AbortController();
  const reason = new Error('stop');
  await withLinkedSignal([first.signal, undefined, second.signal], async (signal) => {
    expect(signal.aborted).toBe(false);
    second.abort(reason);
    expect(signal.reason).toBe(reason);
  });
  expect(getEventListeners(first.signal, 'abort')).toHaveLength(0);
  await withLinkedSignal([second.signal], async (signal) => expect(signal.aborted).toBe(true));
});

it('lets go of its signals when the task fails', async () => {
  const { signal } = new AbortController();
  const failing = withLinkedSignal([signal], () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

it('sleeps until its time or its abort', async () => {
  const controller = new AbortController();
  await sleep(1, controller.signal);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  const sleeping = sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toBeInstanceOf(MemoryAbortedError);
  await expect(sleep(1, controller.signal)).rejects.toBeInstanceOf(MemoryAbortedError);
});
