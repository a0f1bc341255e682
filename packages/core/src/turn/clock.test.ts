import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.js';

// Timers that keep the process alive.
const resources = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('systemClock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells the time, and never the same twice', () => {
    const moments = Array.from({ length: 1_000 }, () => systemClock.now());
    expect(moments.every((moment, index) => index === 0 || moment > moments[index - 1]!)).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(systemClock.now() - Date.now()).toBeLessThan(1);
  });

  it('does things later, unless they are taken back', () => {
    const done: string[] = [];
    systemClock.after(1_000, () => void done.push('one'));
    const takeBack = systemClock.after(1_000, () => void done.push('two'));
    takeBack();
    vi.advanceTimersByTime(999);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(['one']);
  });

  it('keeps no process alive', () => {
    vi.useRealTimers();
    const before = resources();
    const takeBack = systemClock.after(1_000_000, () => {});
    expect(resources()).toBe(before);
    takeBack();
  });
});
