import type { Context } from 'hono';

import type { ApiOptions } from './api-options.js';
import { apiError, notFound } from './api-error.js';
import { RunVanishedError } from '../errors.js';
import { toItems } from './message-items.js';
import { failureOf } from './run-failure.js';
import { toStopReason, toUsage } from './run-response.js';

/**
 * Waits for a run and answers with what it did, as Letta's blocking call.
 *
 * @param context The request; when its sender goes away the waiting ends and the run goes on.
 * @param runId Which run.
 * @throws HTTPException with the status of the model's failure.
 */
export async function answerWhenEnded(
  context: Context,
  runId: string,
  { runs, storage }: ApiOptions,
): Promise<Response> {
  const run = await runs.ended(runId, context.req.raw.signal).catch((error: unknown) => {
    throw RunVanishedError.isInstance(error) ? notFound(error.message) : error;
  });
  const failure = failureOf(run);
  if (failure !== null) {
    const { status, type, message, detail } = failure;
    throw apiError(status, { error: { type, message, detail } });
  }
  const messages = await storage.messages.list({ runId });
  return context.json({
    messages: messages
      .filter(({ role }) => role === 'assistant' || role === 'tool')
      .flatMap((message) => toItems(message)),
    stop_reason: toStopReason(run),
    usage: toUsage(await storage.runs.steps(runId)),
    logprobs: null,
    turns: null,
  });
}
