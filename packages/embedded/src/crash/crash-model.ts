import { setTimeout as wait } from 'node:timers/promises';
import { FINISH, insert, memoryModel } from '../testing/memory-model.js';

/** A model of three steps: two edits that tell which message and which step made them, then the end. */
export function crashModel(stepMs: number) {
  return memoryModel(async ({ words, steps }) => {
    await wait(stepMs);
    return [[insert(`${words} first`)], [insert(`${words} second`)]][steps] ?? [FINISH];
  });
}
