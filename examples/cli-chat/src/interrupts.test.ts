import { beforeEach, describe, expect, it } from 'vitest';

import { Interrupts } from './interrupts.js';

describe('Interrupts', () => {
  let time = 0;
  let done: string[] = [];
  let interrupts: Interrupts;

  beforeEach(() => {
    time = 0;
    done = [];
    interrupts = new Interrupts({
      leave: () => done.push('leave'),
      leaveAtOnce: () => done.push('at once'),
      now: () => time,
    });
  });

  it('leaves in order at the first Ctrl-C, however late the second comes at once', () => {
    interrupts.interrupt();
    expect(done).toEqual(['leave']);
    time = 60_000;
    interrupts.interrupt();
    expect(done).toEqual(['leave', 'at once']);
  });

  it('stops an answer first, and leaves when asked again', () => {
    const signal = interrupts.startAnswer();
    interrupts.interrupt();
    expect(signal.aborted).toBe(true);
    expect(done).toEqual([]);
    interrupts.endAnswer();
    time = 10_000;
    interrupts.interrupt();
    expect(done).toEqual(['leave']);
  });

  it('leaves at once when pressed twice while an answer comes', () => {
    interrupts.startAnswer();
    interrupts.interrupt();
    time = 400;
    interrupts.interrupt();
    expect(done).toEqual(['at once']);
  });

  it('leaves at once when the chat is over already', () => {
    interrupts.startLeaving();
    interrupts.interrupt();
    expect(done).toEqual(['at once']);
  });
});
