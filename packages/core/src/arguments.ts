import { MemoryArgumentError } from './errors/memory-argument-error.js';
import type { MemoryBlock } from './letta/block-shapes.js';
import type { MemoryRun } from './delivery/delivery.js';

/** A user id is any non-empty string; a missing one is never guessed. */
export function requireUserId(userId: unknown): string {
  if (typeof userId === 'string' && userId !== '') return userId;
  throw new MemoryArgumentError({
    argument: 'userId',
    message: 'The user id must be a non-empty string. Whose memory is it? There is no shared default.',
  });
}

/** The ids of the runs to wait for. */
export function requireRunIds(run: MemoryRun | string): readonly string[] {
  const runIds = typeof run === 'string' ? [run] : run?.runIds;
  const areIds =
    Array.isArray(runIds) && runIds.length > 0 && runIds.every((id) => typeof id === 'string' && id);
  if (areIds) return runIds;
  throw new MemoryArgumentError({
    argument: 'run',
    message: 'The run must be what addMessages returned, or the non-empty id of a run.',
  });
}

/** Blocks with usable labels, each once, since Letta drops a second one of a label without a word. */
export function requireBlocks(argument: string, blocks: readonly MemoryBlock[]): void {
  const fail = (problem: string): never => {
    throw new MemoryArgumentError({ argument, message: `\`${argument}\` ${problem}` });
  };
  if (!Array.isArray(blocks)) fail('must be an array of blocks.');
  const labels = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const where = `[${index}]`;
    if (typeof block !== 'object' || block === null) fail(`${where} must be an object with a label.`);
    if (typeof block.label !== 'string' || !/^[A-Za-z][\w-]{0,99}$/.test(block.label)) {
      fail(`${where}: a label is up to 100 letters, digits, "_" and "-", and begins with a letter.`);
    }
    if (labels.has(block.label)) fail(`${where}: two blocks have the same label.`);
    labels.add(block.label);
    for (const name of ['description', 'value'] as const) {
      if (block[name] !== undefined && typeof block[name] !== 'string')
        fail(`${where}: ${name} must be a string.`);
    }
    if (block.limit !== undefined && !isPositiveInteger(block.limit)) {
      fail(`${where}: limit must be a positive whole number of characters.`);
    }
  }
}

/** A whole number above 0. */
export function requirePositiveInteger(argument: string, value: number): number {
  if (isPositiveInteger(value)) return value;
  throw new MemoryArgumentError({ argument, message: `\`${argument}\` must be a positive whole number.` });
}

/** A string, or nothing. */
export function requireText(argument: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  throw new MemoryArgumentError({ argument, message: `\`${argument}\` must be a string.` });
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
