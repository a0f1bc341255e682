import type { ModelTurn, ToolCall } from './ask-model.js';
import type { AgentBlock } from './memory-block.js';
import { applyMemoryTool } from './memory-tools.js';
import type { StopReason } from './stop-reason.js';

/** After so many steps of nothing but unusable calls in a row, a run is given up. Letta would go on to `max_steps`. */
const MAX_NONSENSE_STEPS = 5;

/** One call with what it came to. */
export interface AppliedCall {
  call: ToolCall;
  status: 'success' | 'error';
  /** The text for the model. */
  content: string;
}

/** A model's answer applied to the memory blocks. */
export interface AppliedTurn {
  calls: AppliedCall[];
  /** New values by label: only blocks that were edited. */
  edits: Map<string, string>;
  /** Whether the agent said that it is done. */
  finished: boolean;
  /** Whether there were calls and none of them was one of a tool that exists with arguments that fit. */
  nonsense: boolean;
}

/**
 * Applies a model's calls in their order, each on the values the earlier ones left. Nothing is changed in place.
 *
 * @param turn What the model answered.
 * @param blocks The agent's blocks as they are now, which may be later than those the model was shown.
 */
export function applyTurn(turn: Pick<ModelTurn, 'calls'>, blocks: readonly AgentBlock[]): AppliedTurn {
  let current = [...blocks];
  let finished = false;
  let usable = 0;
  const edits = new Map<string, string>();
  const calls = turn.calls.map((call): AppliedCall => {
    const result = applyMemoryTool(call.name, call.input, current);
    if (result.status === 'error') {
      if (!result.nonsense) usable++;
      return { call, status: 'error', content: result.content };
    }
    usable++;
    const { edit } = result;
    if (edit) {
      current = withValue(current, edit);
      edits.set(edit.label, edit.value);
    }
    if (call.name === 'memory_finish_edits') finished = true;
    return { call, status: 'success', content: result.content };
  });
  return { calls, edits, finished, nonsense: calls.length > 0 && usable === 0 };
}

function withValue(blocks: readonly AgentBlock[], edit: { label: string; value: string }): AgentBlock[] {
  const index = blocks.findIndex((block) => block.label === edit.label);
  const block = blocks[index];
  return block === undefined ? [...blocks] : blocks.with(index, { ...block, value: edit.value });
}

/** What decides whether a run goes on. */
export interface StepOutcome {
  turn: Pick<ModelTurn, 'calls' | 'cutOff'>;
  applied: Pick<AppliedTurn, 'finished'>;
  /** Steps done with this one. */
  stepsDone: number;
  maxSteps: number;
  /** Steps of nonsense in a row with this one. */
  nonsenseSteps: number;
}

/**
 * Whether a run ends with this step, and why; null when it goes on.
 *
 * @param outcome The step.
 */
export function endOfStep({
  turn,
  applied,
  stepsDone,
  maxSteps,
  nonsenseSteps,
}: StepOutcome): StopReason | null {
  if (turn.calls.length === 0) return turn.cutOff ? 'max_tokens_exceeded' : 'end_turn';
  if (applied.finished) return 'tool_rule';
  if (nonsenseSteps >= MAX_NONSENSE_STEPS) return 'invalid_tool_call';
  return stepsDone >= maxSteps ? 'max_steps' : null;
}
