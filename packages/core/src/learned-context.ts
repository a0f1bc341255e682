import { cutAtLine } from './context/cut.js';
import { formatBlock, formatContext } from './context/format.js';
import { learnedBlocks, type LearnedBlock } from './context/learned-blocks.js';
import type { MemoryEventHandler } from './events.js';
import type { MemoryAgent } from './letta/agents.js';
import type { StoredBlock } from './letta/block-shapes.js';

/** What one block holds, whole; `''` for an empty or a missing one. */
export function rawValue(agent: MemoryAgent, label: string): string {
  // Letta begins the first insert into an empty block with a line break.
  return agent.blocks.find((block) => block.label === label)?.value.trim() ?? '';
}

/** One block as it goes into a prompt; `''` for an empty or a missing one. */
export function promptBlock(
  userId: string,
  agent: MemoryAgent,
  label: string,
  onEvent: MemoryEventHandler,
): string {
  const block = agent.blocks.find((candidate) => candidate.label === label);
  if (!block) return '';
  tellOverLimit(userId, block, onEvent);
  return formatBlock(block);
}

/** All blocks as they go into a prompt, the summary first; `''` when all are empty. */
export function promptContext(userId: string, agent: MemoryAgent, onEvent: MemoryEventHandler): string {
  for (const block of agent.blocks) tellOverLimit(userId, block, onEvent);
  return formatContext(agent.blocks);
}

/** All blocks as a middleware keeps them, the summary first. */
export function readLearned(
  userId: string,
  agent: MemoryAgent,
  onEvent: MemoryEventHandler,
): readonly LearnedBlock[] {
  for (const block of agent.blocks) tellOverLimit(userId, block, onEvent);
  return learnedBlocks(agent.blocks);
}

/** Formatting cuts a block that is over its limit, since Letta enforces none; it must not happen in silence. */
function tellOverLimit(userId: string, block: StoredBlock, onEvent: MemoryEventHandler): void {
  const value = block.value.trim();
  if (block.limit === null || !cutAtLine(value, block.limit).cut) return;
  onEvent({
    type: 'block-over-limit',
    userId,
    label: block.label,
    length: [...value].length,
    limit: block.limit,
  });
}
