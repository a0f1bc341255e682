import type { InStatement } from '@libsql/client';

import { newId } from './ids.js';
import { messageInsert, type NewMessage } from './message-rows.js';
import type { RunEnd } from './run-rows.js';
import { insertInto, updateOf, type Fragment } from './sql.js';

/** Everything one step of a run did, stored in one transaction or not at all. */
export interface StepCommit {
  runId: string;
  agentId: string;
  /** Which step this is, counted from 0: the run's `stepsDone` when it began. */
  stepIndex: number;
  /** Messages in their order, the run's input first when this is its first step. */
  messages: readonly NewMessage[];
  /**
   * The new values of the blocks this step edited. Where `was` is given, the step is stored only while the block
   * still has that value: a hand edit that came in between is not written over.
   */
  blocks: readonly { id: string; value: string; was?: string }[];
  /** What the model call cost. */
  usage: { model: string; promptTokens: number; completionTokens: number; totalTokens: number };
  /** Set when the run ends with this step. */
  end?: RunEnd;
}

/** A SELECT that finds the run as long as it has not ended. */
function unfinishedRun(runId: string): Fragment {
  return { sql: `SELECT 1 FROM runs WHERE id = ? AND status IN ('created', 'running')`, args: [runId] };
}

/**
 * The statements of a step. Each one happens only while the run is unfinished and stands at this very step,
 * so a step that is replayed after a crash, or that comes after a cancel, changes nothing. The run's own row
 * is last, because it is what the others look at.
 */
export function stepStatements(step: StepCommit, now: string): InStatement[] {
  const unfinished = unfinishedRun(step.runId);
  const untouched = step.blocks.flatMap(({ id, value, was }) =>
    was === undefined ? [] : [{ id, value, was }],
  );
  const guard: Fragment = {
    // The new value counts as untouched too: it is there already when the last statements look.
    sql: [
      `${unfinished.sql} AND steps_done = ?`,
      ...untouched.map(() => 'NOT EXISTS (SELECT 1 FROM blocks WHERE id = ? AND value NOT IN (?, ?))'),
    ].join(' AND '),
    args: [
      ...unfinished.args,
      step.stepIndex,
      ...untouched.flatMap(({ id, value, was }) => [id, was, value]),
    ],
  };
  const place = { agentId: step.agentId, runId: step.runId, stepId: newId('step'), createdAt: now };
  return [
    ...step.messages.map((message) => messageInsert(message, place, guard)),
    ...step.blocks.map(({ id, value }) =>
      updateOf(
        'blocks',
        { value, updated_at: now },
        { sql: `id = ? AND EXISTS (${guard.sql})`, args: [id, ...guard.args] },
      ),
    ),
    insertInto(
      'steps',
      {
        id: place.stepId,
        agent_id: step.agentId,
        run_id: step.runId,
        model: step.usage.model,
        stop_reason: step.end?.stopReason ?? null,
        prompt_tokens: step.usage.promptTokens,
        completion_tokens: step.usage.completionTokens,
        total_tokens: step.usage.totalTokens,
        created_at: now,
      },
      guard,
    ),
    ...(step.end === undefined ? [] : [agentEnd(step.runId, step.end, now, guard)]),
    updateOf(
      'runs',
      { steps_done: step.stepIndex + 1, ...(step.end === undefined ? {} : endColumns(step.end, now)) },
      { sql: `id = ? AND EXISTS (${guard.sql})`, args: [step.runId, ...guard.args] },
    ),
  ];
}

/** The statements that end a run which has not ended. */
export function endStatements(runId: string, end: RunEnd, now: string): InStatement[] {
  const guard = unfinishedRun(runId);
  return [
    agentEnd(runId, end, now, guard),
    updateOf('runs', endColumns(end, now), {
      sql: `id = ? AND EXISTS (${guard.sql})`,
      args: [runId, ...guard.args],
    }),
  ];
}

/** The words of an ended run are among the messages, or are nobody's: no second copy of them is kept. */
function endColumns(end: RunEnd, now: string) {
  return {
    status: end.status,
    stop_reason: end.stopReason,
    error_detail: end.errorDetail,
    completed_at: now,
    input: '[]',
  };
}

function agentEnd(runId: string, end: RunEnd, now: string, guard: Fragment): InStatement {
  return {
    sql: `UPDATE agents SET last_stop_reason = ?, last_run_completion = ?, last_run_duration_ms =
        (SELECT CAST((julianday(?) - julianday(created_at)) * 86400000 AS INTEGER) FROM runs WHERE id = ?)
      WHERE id = (SELECT agent_id FROM runs WHERE id = ?) AND EXISTS (${guard.sql})`,
    args: [end.stopReason, now, now, runId, runId, ...guard.args],
  };
}
