import type { Row } from '@libsql/client';
import { z } from 'zod';

import {
  booleanOf,
  jsonObjectOf,
  jsonOf,
  numberOf,
  optionalTextOf,
  textOf,
  type JsonObject,
} from './row-values.js';

/** All states of a run. */
export const RUN_STATUSES = ['created', 'running', 'completed', 'failed', 'cancelled'] as const;
const INPUT_ROLES = ['user', 'system', 'assistant'] as const;

/** The states of a run. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The states of a run that has not ended. */
export const UNFINISHED: readonly RunStatus[] = ['created', 'running'];

/** A message as a caller sent it. */
export interface InputMessage {
  role: (typeof INPUT_ROLES)[number];
  content: string;
  otid: string | null;
  name?: string | null;
}

/** A run as it is stored. */
export interface RunRow {
  id: string;
  agentId: string;
  status: RunStatus;
  stopReason: string | null;
  background: boolean;
  maxSteps: number;
  /** What the agent is to learn from. Empty as soon as the run has ended. */
  input: InputMessage[];
  /** Two requests with one key are one run, where the caller asked for that. */
  dedupeKey: string | null;
  stepsDone: number;
  errorDetail: string | null;
  metadata: JsonObject;
  createdAt: string;
  completedAt: string | null;
  /** Its place in the order of arrival. */
  sequence: number;
}

/** A run to be accepted. */
export interface NewRun {
  agentId: string;
  input: InputMessage[];
  maxSteps: number;
  /** Default `created`. */
  status?: 'created' | 'running';
  /** Default false. */
  background?: boolean;
  /** Default null. */
  dedupeKey?: string | null;
  /** Default `{}`. */
  metadata?: JsonObject;
}

/** How a run ended. */
export interface RunEnd {
  status: 'completed' | 'failed' | 'cancelled';
  stopReason: string | null;
  errorDetail: string | null;
}

/** What one step of a run cost. */
export interface StepRow {
  id: string;
  runId: string;
  agentId: string;
  model: string;
  stopReason: string | null;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  createdAt: string;
}

const inputMessages = z.array(
  z.object({
    role: z.enum(INPUT_ROLES),
    content: z.string(),
    otid: z.string().nullable(),
    name: z.string().nullable().optional(),
  }),
);

/** A row of the table of runs. */
export function toRun(row: Row): RunRow {
  return {
    id: textOf(row, 'id'),
    agentId: textOf(row, 'agent_id'),
    status: z.enum(RUN_STATUSES).parse(row['status']),
    stopReason: optionalTextOf(row, 'stop_reason'),
    background: booleanOf(row, 'background'),
    maxSteps: numberOf(row, 'max_steps'),
    input: jsonOf(row, 'input', inputMessages),
    dedupeKey: optionalTextOf(row, 'dedupe_key'),
    stepsDone: numberOf(row, 'steps_done'),
    errorDetail: optionalTextOf(row, 'error_detail'),
    metadata: jsonObjectOf(row, 'metadata'),
    createdAt: textOf(row, 'created_at'),
    completedAt: optionalTextOf(row, 'completed_at'),
    sequence: numberOf(row, 'sequence'),
  };
}

/** A row of the table of steps. */
export function toStep(row: Row): StepRow {
  return {
    id: textOf(row, 'id'),
    runId: textOf(row, 'run_id'),
    agentId: textOf(row, 'agent_id'),
    model: textOf(row, 'model'),
    stopReason: optionalTextOf(row, 'stop_reason'),
    promptTokens: numberOf(row, 'prompt_tokens'),
    completionTokens: numberOf(row, 'completion_tokens'),
    totalTokens: numberOf(row, 'total_tokens'),
    createdAt: textOf(row, 'created_at'),
  };
}
