import { constants } from 'node:os';

import type { Interrupts } from './interrupts.js';
import { leaveAtOnce, type LeaveParts } from './leave.js';

/** Follows signals, and an output that nobody reads any more (`… | head -1`). */
export function watchSignals({ interrupts, ...parts }: LeaveParts & { interrupts: Interrupts }): void {
  let isBroken = false;
  process.on('SIGINT', () => interrupts.interrupt());
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => leaveAtOnce(parts, 128 + constants.signals[signal]));
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (isBroken) return;
    isBroken = true;
    parts.terminal.breakOff();
    leaveAtOnce(parts);
  });
}
