import { unescapeTags } from './escapes.js';

/** One memory block as the agent's system prompt shows it. */
export interface ShownBlock {
  readonly label: string;
  /** The stored value, unescaped. */
  readonly value: string;
  /** The block's limit in characters; undefined when the prompt names none. */
  readonly limit: number | undefined;
  readonly readOnly: boolean;
}

const block =
  /<([^<>\n]+)>\n<description>\n[^]*?\n?<\/description>\n<metadata>\n([^]*?)\n?<\/metadata>\n<value>\n([^]*?)\n?<\/value>\n<\/\1>/g;

/**
 * Reads the blocks out of a memory agent's system prompt. Values are escaped there, so a tag in the text is a
 * tag of the frame.
 */
export function readMemoryBlocks(systemPrompt: string): Map<string, ShownBlock> {
  const blocks = new Map<string, ShownBlock>();
  const start = systemPrompt.lastIndexOf('<memory_blocks>');
  if (start < 0) return blocks;
  for (const [, label = '', metadata = '', value = ''] of systemPrompt.slice(start).matchAll(block)) {
    const limit = /chars_limit=(\d+)/.exec(metadata)?.[1];
    blocks.set(label, {
      label,
      value: unescapeTags(value),
      limit: limit === undefined ? undefined : Number(limit),
      readOnly: metadata.includes('read_only=true'),
    });
  }
  return blocks;
}
