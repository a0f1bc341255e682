import { generateText, isStepCount, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createOfflineModel } from './offline-model';

interface Block {
  value: string;
  limit?: number;
}
type Blocks = Record<string, Block>;

const model = createOfflineModel({ now: () => new Date('2026-11-24T12:00:00') });

function systemPrompt(blocks: Blocks): string {
  const shown = Object.entries(blocks).map(
    ([label, { value, limit = 10_000 }]) =>
      `<${label}>\n<description>\nAbout ${label}.\n</description>\n<metadata>\n- chars_current=${value.length}\n- chars_limit=${limit}\n</metadata>\n<value>\n${value.replaceAll('<', '&lt;')}\n</value>\n</${label}>\n`,
  );
  return `You keep memory.\n\n<memory_blocks>\nThe following memory blocks are currently engaged in your core memory unit:\n\n${shown.join('\n')}\n</memory_blocks>`;
}

interface Learning {
  /** Whether the model is shown the blocks as they are at each step, or as they were at the first. */
  fresh?: boolean;
  failing?: ReadonlySet<string>;
  maxSteps?: number;
}

/** Runs the memory agent's loop with tools that behave as Letta's do. */
async function learn(
  blocks: Blocks,
  transcript: string,
  { fresh = true, failing = new Set(), maxSteps = 10 }: Learning = {},
) {
  const edit = (label: string, change: (value: string) => string): string => {
    const block = blocks[label];
    if (block === undefined) throw new Error(`Block ${label} does not exist`);
    block.value = change(block.value);
    return block.value;
  };
  const guard = (name: string): void => {
    if (failing.has(name)) throw new Error(`${name} is out of order`);
  };
  const tools = {
    memory_insert: tool({
      inputSchema: z
        .object({ label: z.string(), new_string: z.string(), insert_line: z.number().int().default(-1) })
        .strict(),
      execute: ({ label, new_string }) => {
        guard('memory_insert');
        return edit(label, (value) => `${value}\n${new_string}`);
      },
    }),
    memory_replace: tool({
      inputSchema: z
        .object({ label: z.string(), old_string: z.string().min(1), new_string: z.string() })
        .strict(),
      execute: ({ label, old_string, new_string }) => {
        guard('memory_replace');
        return edit(label, (value) => {
          if (value.split(old_string).length !== 2) throw new Error('No replacement was performed');
          return value.replace(old_string, () => new_string);
        });
      },
    }),
    memory_rethink: tool({
      inputSchema: z.object({ label: z.string(), new_memory: z.string() }).strict(),
      execute: ({ label, new_memory }) => {
        guard('memory_rethink');
        return edit(label, () => new_memory);
      },
    }),
    memory_finish_edits: tool({ inputSchema: z.object({}).strict() }),
  };
  const before = systemPrompt(blocks);
  const result = await generateText({
    model,
    instructions: before,
    prompt: transcript,
    tools,
    stopWhen: isStepCount(maxSteps),
    prepareStep: () => ({ instructions: fresh ? systemPrompt(blocks) : before }),
  });
  return {
    steps: result.steps.length,
    calls: result.steps.flatMap((step) => step.toolCalls.map((call) => call.toolName)),
    invalid: result.steps.flatMap((step) => step.toolCalls).filter((call) => call.invalid === true).length,
    human: blocks['human']?.value.trim() ?? '',
    summary: blocks['summary']?.value.trim() ?? '',
  };
}

function transcriptOf(lines: readonly string[], day = 'Tue 2026-11-24 09:30 Europe/Oslo'): string {
  return `You are a background memory agent.\n<messages>The following message interactions have occured:\n${lines.map((line) => `[${day}] ${line}`).join('\n')}\n</messages>`;
}

function emptyBlocks(human = '', limit?: number): Blocks {
  return {
    human: { value: human, ...(limit !== undefined && { limit }) },
    summary: { value: '', limit: 1000 },
  };
}

describe('the offline model as memory agent', () => {
  it('notes the facts of the transcript in the human block and sums the conversation up', async () => {
    const result = await learn(
      emptyBlocks(),
      transcriptOf([
        'user: Hi, my name is Sarah and I live in Bergen.',
        'assistant: Hello Sarah! I live in the cloud.',
        'user: I am allergic to peanuts.',
      ]),
    );
    expect(result.human).toBe(
      'Name: Sarah\nLives in: Bergen (2026-11-24)\nAllergic to: peanuts (2026-11-24)',
    );
    expect(result.summary).toBe('Sarah shared their name, what they are allergic to and where they live.');
    expect(result.calls).toEqual(['memory_insert', 'memory_rethink', 'memory_finish_edits']);
    expect(result.steps).toBe(2);
  });

  it('ends at once when there is nothing to note', async () => {
    const result = await learn(
      emptyBlocks(),
      transcriptOf(['user: ok', 'assistant: I am allergic to nuts.']),
    );
    expect(result.human).toBe('');
    expect(result.calls.at(-1)).toBe('memory_finish_edits');
  });
});
