import type { RunRow, StepRow } from '../storage/run-rows.js';
import type { ApiOptions } from './api-options.js';
import { ORGANIZATION_ID } from './organization.js';

const NANOSECONDS = 1_000_000;

/** The `run_type` of runs that were accepted without anybody waiting. */
export const ASYNCHRONOUS = 'send_message_async';

/** Reasons that may be told as `error`. */
export const FAILURES: readonly string[] = ['error', 'llm_api_error', 'invalid_llm_response'];

/** A run as Letta tells it. */
export function toRunResponse(run: RunRow) {
  const duration = run.completedAt === null ? null : Date.parse(run.completedAt) - Date.parse(run.createdAt);
  return {
    id: run.id,
    status: run.status,
    created_at: run.createdAt,
    completed_at: run.completedAt,
    agent_id: run.agentId,
    conversation_id: null,
    base_template_id: null,
    background: run.background,
    metadata: run.errorDetail === null ? run.metadata : { ...run.metadata, error: run.errorDetail },
    request_config: null,
    stop_reason: stopReasonOf(run),
    callback_url: null,
    callback_sent_at: null,
    callback_status_code: null,
    callback_error: null,
    ttft_ns: null,
    total_duration_ns: duration === null ? null : duration * NANOSECONDS,
  };
}

/** Letta tells every failure of an asynchronous run as `error`; what failed stands in the metadata. */
function stopReasonOf(run: RunRow): string | null {
  const isAsynchronous = run.metadata['run_type'] === ASYNCHRONOUS;
  return isAsynchronous && run.stopReason !== null && FAILURES.includes(run.stopReason)
    ? 'error'
    : run.stopReason;
}

/** A step as Letta tells it. */
export function toStepResponse(step: StepRow, { provider, contextWindow }: ApiOptions['model']) {
  return {
    id: step.id,
    origin: null,
    organization_id: ORGANIZATION_ID,
    provider_id: null,
    run_id: step.runId,
    agent_id: step.agentId,
    provider_name: provider,
    provider_category: 'base',
    model: step.model.slice(step.model.indexOf('/') + 1),
    model_handle: step.model,
    model_endpoint: null,
    context_window_limit: contextWindow,
    completion_tokens: step.completionTokens,
    prompt_tokens: step.promptTokens,
    total_tokens: step.totalTokens,
    cached_input_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    completion_tokens_details: null,
    prompt_tokens_details: null,
    stop_reason: step.stopReason,
    tags: [],
    tid: null,
    trace_id: null,
    request_id: null,
    messages: [],
    feedback: null,
    project_id: null,
    error_type: null,
    error_data: null,
    status: 'success',
  };
}

/** What a run cost, in tokens. */
export function tokensOf(steps: readonly StepRow[]) {
  const total = (count: (step: StepRow) => number) => steps.reduce((sum, step) => sum + count(step), 0);
  return {
    completion_tokens: total((step) => step.completionTokens),
    prompt_tokens: total((step) => step.promptTokens),
    total_tokens: total((step) => step.totalTokens),
  };
}

/** What a run cost, as the last item of a stream and in the blocking answer. */
export function toUsage(steps: readonly StepRow[]) {
  return {
    message_type: 'usage_statistics',
    ...tokensOf(steps),
    step_count: steps.length,
    run_ids: null,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
    context_tokens: steps.at(-1)?.totalTokens ?? null,
  };
}

/** Why a run ended, as an item. */
export function toStopReason(run: RunRow) {
  return { message_type: 'stop_reason', stop_reason: run.stopReason ?? 'error' };
}
