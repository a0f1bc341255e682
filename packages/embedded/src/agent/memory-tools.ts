import { tool } from 'ai';
import { z } from 'zod';
import type { AgentBlock } from './memory-block.js';
import { EditRefusal, blockOf, insertIntoBlock, replaceInBlock, rethinkBlock } from './memory-edits.js';

const label = z.string().describe('Label of the memory block to edit.');

const inputs = {
  memory_insert: z.object({
    label,
    new_string: z.string().describe('The text to put in, without line numbers.'),
    insert_line: z
      .number()
      .int()
      .default(-1)
      .describe('The line after which to put the text: 0 for the beginning, -1 (the default) for the end.'),
  }),
  memory_replace: z.object({
    label,
    old_string: z
      .string()
      .describe('The text to replace, to the letter. It must occur exactly once in the block.'),
    new_string: z
      .string()
      .describe('The text to put in its place, without line numbers. Empty removes the old text.'),
  }),
  memory_rethink: z.object({
    label,
    new_memory: z.string().describe('The whole new value of the block.'),
  }),
  memory_finish_edits: z.object({}),
};

/**
 * Letta's memory tools, as a model is offered them. None of them runs by itself: the caller applies the
 * calls with {@link applyMemoryTool} to the blocks as they are then.
 */
export const memoryTools = {
  memory_insert: tool({
    description: 'Adds one or more lines to a memory block, at its end or below a given line.',
    inputSchema: inputs.memory_insert,
  }),
  memory_replace: tool({
    description:
      'Changes or removes one exact piece of text in a memory block. For small, precise edits; to rewrite a block use memory_rethink.',
    inputSchema: inputs.memory_replace,
  }),
  memory_rethink: tool({
    description:
      'Writes a whole memory block anew: to condense, reorder or correct much of it at once. For small edits use memory_insert or memory_replace.',
    inputSchema: inputs.memory_rethink,
  }),
  memory_finish_edits: tool({
    description:
      'Call this when the memory blocks are as they should be. It ends your work on this transcript.',
    inputSchema: inputs.memory_finish_edits,
  }),
};

/** The names of Letta's memory tools. */
export type MemoryToolName = keyof typeof inputs;

/** What a tool call came to. */
export type MemoryToolResult =
  | { status: 'success'; content: string; edit: { label: string; value: string } | null }
  /** `nonsense`: no tool of this name or arguments that do not fit, not a mere refusal of the edit. */
  | { status: 'error'; content: string; nonsense: boolean };

/**
 * Applies one tool call to the blocks. Nothing is changed in place.
 *
 * @param name The tool a model asked for.
 * @param input Its arguments, as parsed from JSON.
 * @param blocks The agent's blocks as they are now.
 * @returns The text for the model and, when it was an edit, the block's new value.
 */
export function applyMemoryTool(
  name: string,
  input: unknown,
  blocks: readonly AgentBlock[],
): MemoryToolResult {
  if (!isMemoryTool(name)) {
    const names = Object.keys(inputs).join(', ');
    const content = `[ToolConstraintError] Cannot call ${name}, valid tools include: ${names}.`;
    return { status: 'error', content, nonsense: true };
  }
  try {
    return { status: 'success', ...apply(name, input, blocks) };
  } catch (error) {
    if (error instanceof EditRefusal) return { status: 'error', content: error.message, nonsense: false };
    if (error instanceof z.ZodError) {
      const faults = error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
      const content = `Error executing function ${name}: invalid arguments: ${faults.join('; ')}`;
      return { status: 'error', content, nonsense: true };
    }
    throw error;
  }
}

function apply(
  name: MemoryToolName,
  input: unknown,
  blocks: readonly AgentBlock[],
): { content: string; edit: { label: string; value: string } | null } {
  switch (name) {
    case 'memory_insert': {
      const call = inputs.memory_insert.parse(input);
      return edited(
        call.label,
        insertIntoBlock(blockOf(blocks, call.label), call.new_string, call.insert_line),
      );
    }
    case 'memory_replace': {
      const call = inputs.memory_replace.parse(input);
      return edited(
        call.label,
        replaceInBlock(blockOf(blocks, call.label), call.old_string, call.new_string),
      );
    }
    case 'memory_rethink': {
      const call = inputs.memory_rethink.parse(input);
      return edited(call.label, rethinkBlock(blockOf(blocks, call.label), call.new_memory));
    }
    case 'memory_finish_edits':
      // Letta's tool returns Python's None, which its clients see as this word.
      return { content: 'None', edit: null };
  }
}

function edited(
  blockLabel: string,
  value: string,
): { content: string; edit: { label: string; value: string } } {
  return { content: value, edit: { label: blockLabel, value } };
}

function isMemoryTool(name: string): name is MemoryToolName {
  return Object.hasOwn(inputs, name);
}
