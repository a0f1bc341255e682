import type { ModelMessage } from 'ai';
import { applyTurn, endOfStep, type AppliedTurn } from '../agent/apply-turn.js';
import type { AskModel, ModelTurn } from '../agent/ask-model.js';
import { toConversation, toolResult } from '../agent/conversation.js';
import { StepFailure } from '../agent/model-failure.js';
import { renderSystemPrompt } from '../agent/prompt.js';
import { statusOf, type StopReason } from '../agent/stop-reason.js';
import { newId } from '../storage/ids.js';
import type { NewMessage } from '../storage/message-rows.js';
import type { Storage } from '../storage/open-storage.js';
import { UNFINISHED, type RunEnd, type RunRow } from '../storage/run-rows.js';
import { historyBefore } from './history.js';

/** What performing a run needs. */
export interface PerformOptions {
  storage: Storage;
  ask: AskModel;
  /** Stops the run where it is; what is stored stays. */
  signal: AbortSignal;
  /** Called after each step that was stored. */
  onStep: () => void;
}

/**
 * Performs a run from where its last stored step left it to its end. Each step's messages and edits are stored
 * together or not at all, so that a run that is performed again never does anything twice.
 *
 * It ends quietly when the run is not there any more or was ended by somebody else.
 *
 * @param run The run as it is stored.
 * @param options Where and with whom.
 * @throws StepFailure when the run cannot go on; the signal's reason when it was stopped.
 */
export async function performRun(
  run: RunRow,
  { storage, ask, signal, onStep }: PerformOptions,
): Promise<void> {
  const agent = await storage.agents.retrieve(run.agentId);
  if (agent === null) return;
  const conversation = await conversationOf(storage, run, agent.messageBufferAutoclear);
  let nonsenseSteps = 0;

  for (let stepIndex = run.stepsDone; ; stepIndex++) {
    signal.throwIfAborted();
    const shown = await storage.blocks.ofAgent(run.agentId);
    const system = renderSystemPrompt({ instructions: agent.system, blocks: shown });
    const turn = await ask({ system, conversation, signal });

    const done = await storeTurn(turn, {
      run,
      stepIndex,
      nonsenseSteps,
      storage,
      model: agent.model,
      signal,
    });
    if (done === null) return;
    onStep();
    if (done.reason !== null) return;
    const { applied } = done;
    nonsenseSteps = applied.nonsense ? nonsenseSteps + 1 : 0;

    if (turn.message) conversation.push(turn.message);
    conversation.push({
      role: 'tool',
      content: applied.calls.map(({ call, status, content }) =>
        toolResult(call.id, call.name, status, content),
      ),
    });
  }
}

interface TurnContext {
  run: RunRow;
  stepIndex: number;
  /** Steps of nothing but unusable calls before this one. */
  nonsenseSteps: number;
  storage: Storage;
  model: string;
  signal: AbortSignal;
}

/** A hand edit in the very moment of storing is rare; this many are none. */
const MAX_STORE_ATTEMPTS = 20;

/**
 * Applies a model's answer to the blocks and stores the step. The model took its time, so edits go onto what the
 * blocks are now, not onto what it was shown; and when a hand edit comes in between even so, they are applied anew.
 *
 * @returns What it came to, with the reason when the run has ended; null when the run is nobody's to go on with.
 */
async function storeTurn(
  turn: ModelTurn,
  { run, stepIndex, nonsenseSteps, storage, model, signal }: TurnContext,
): Promise<{ applied: AppliedTurn; reason: StopReason | null } | null> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const blocks = await storage.blocks.ofAgent(run.agentId);
    const applied = applyTurn(turn, blocks);
    const reason = endOfStep({
      turn,
      applied,
      stepsDone: stepIndex + 1,
      maxSteps: run.maxSteps,
      nonsenseSteps: applied.nonsense ? nonsenseSteps + 1 : 0,
    });
    const { promptTokens, completionTokens } = turn.usage;
    const stored = await storage.runs.commitStep({
      runId: run.id,
      agentId: run.agentId,
      stepIndex,
      messages: [...(stepIndex === 0 ? inputMessages(run) : []), ...answerMessages(turn, applied)],
      blocks: blocks.flatMap(({ id, label, value: was }) => {
        const value = applied.edits.get(label);
        return value === undefined ? [] : [{ id, value, was }];
      }),
      usage: { model, promptTokens, completionTokens, totalTokens: promptTokens + completionTokens },
      ...(reason === null ? {} : { end: endBecause(reason) }),
    });
    if (stored) return { applied, reason };
    const now = await storage.runs.retrieve(run.id);
    const isOurs = now !== null && UNFINISHED.includes(now.status) && now.stepsDone === stepIndex;
    if (!isOurs) return null;
    if (attempt === MAX_STORE_ATTEMPTS) {
      throw new StepFailure({
        stopReason: 'error',
        detail: 'The blocks kept changing while a step was stored.',
      });
    }
  }
}

const END_DETAILS: Partial<Record<StopReason, string>> = {
  invalid_tool_call: 'The model kept calling tools that do not exist, or with arguments that do not fit.',
  max_tokens_exceeded: "The model's answer reached its greatest length.",
};

function endBecause(reason: StopReason): RunEnd {
  return { status: statusOf(reason), stopReason: reason, errorDetail: END_DETAILS[reason] ?? null };
}

/** What the model is shown before the next step: earlier runs where the agent keeps them in view, then this one. */
async function conversationOf(storage: Storage, run: RunRow, ownOnly: boolean): Promise<ModelMessage[]> {
  const history = ownOnly ? [] : await historyBefore(storage, run);
  if (run.stepsDone > 0) {
    return toConversation([...history, ...(await storage.messages.list({ runId: run.id }))]);
  }
  // The real server takes both and fails as soon as it runs them.
  if (run.input.length === 0) throw unusableInput('The run has no messages.');
  if (run.input.some(({ content }) => content === ''))
    throw unusableInput('A message of the run has no text.');
  const input: ModelMessage[] = run.input.map(({ role, content }) =>
    role === 'assistant' ? { role, content } : { role: 'user', content },
  );
  return [...toConversation(history), ...input];
}

function unusableInput(detail: string): StepFailure {
  return new StepFailure({ stopReason: 'error', detail });
}

function inputMessages(run: RunRow): NewMessage[] {
  return run.input.map(({ role, content, otid, name }) => ({
    id: newId('message'),
    role,
    content,
    otid,
    ...(name === undefined ? {} : { name }),
  }));
}

function answerMessages(turn: ModelTurn, applied: AppliedTurn): NewMessage[] {
  if (turn.text === '' && turn.reasoning === '' && turn.calls.length === 0) return [];
  return [
    {
      id: newId('message'),
      role: 'assistant',
      content: turn.text,
      reasoning: turn.reasoning === '' ? null : turn.reasoning,
      toolCalls: turn.calls.map(({ id, name, arguments: json }) => ({ id, name, arguments: json })),
    },
    ...applied.calls.map(({ call, status, content }): NewMessage => ({
      id: newId('message'),
      role: 'tool',
      content,
      toolCallId: call.id,
      toolName: call.name,
      toolStatus: status,
    })),
  ];
}
