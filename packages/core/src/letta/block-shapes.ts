import type { Block } from '@letta-ai/letta-client/resources/agents/blocks';
import {
  CUSTOM_BLOCK_LIMIT,
  HUMAN_DESCRIPTION,
  HUMAN_LABEL,
  HUMAN_LIMIT,
  SUMMARY_DESCRIPTION,
  SUMMARY_LABEL,
  SUMMARY_LIMIT,
} from '../defaults.js';

/** A block of learned context, as an app asks for it. */
export interface MemoryBlock {
  /** Its name: letters, digits, `_` and `-`, beginning with a letter. It becomes the tag in the prompt. */
  label: string;
  /** What belongs in it, told to the memory agent and to the model that reads it. Default: none. */
  description?: string;
  /** Its size in characters. Default 5,000 (`human` 10,000, `summary` 1,000). */
  limit?: number;
  /** What it holds at first; a block that exists keeps its value. Default: empty. */
  value?: string;
}

/** A block as it is sent to the server. */
export interface BlockDefinition {
  label: string;
  description: string | null;
  limit: number;
  value: string;
}

const BUILT_IN: readonly BlockDefinition[] = [
  { label: HUMAN_LABEL, description: HUMAN_DESCRIPTION, limit: HUMAN_LIMIT, value: '' },
  { label: SUMMARY_LABEL, description: SUMMARY_DESCRIPTION, limit: SUMMARY_LIMIT, value: '' },
];

/** The blocks of a new user: the two every memory has, replaced or joined by the given ones, later ones first. */
export function blocksOfNewUser(...lists: readonly (readonly MemoryBlock[])[]): BlockDefinition[] {
  const definitions = new Map(BUILT_IN.map((block) => [block.label, block]));
  for (const block of lists.flat()) {
    const former = definitions.get(block.label);
    definitions.set(block.label, {
      label: block.label,
      description: block.description ?? former?.description ?? null,
      limit: block.limit ?? former?.limit ?? CUSTOM_BLOCK_LIMIT,
      value: block.value ?? former?.value ?? '',
    });
  }
  return [...definitions.values()];
}

/** A block as the server holds it. */
export interface StoredBlock {
  id: string;
  label: string;
  description: string | null;
  value: string;
  limit: number | null;
}

/** Reads a block of an agent; one without id or label is none that could be read or changed. */
export function readBlock(block: Block): StoredBlock | null {
  if (!block.id || !block.label) return null;
  return {
    id: block.id,
    label: block.label,
    description: block.description ?? null,
    value: block.value,
    limit: block.limit ?? null,
  };
}
