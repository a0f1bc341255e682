import { AISDKError, APICallError, LoadAPIKeyError, NoSuchModelError, RetryError } from 'ai';
import type { StopReason } from './stop-reason.js';

/** The longest part of a provider's own message that is kept, in characters. */
const MAX_PROVIDER_MESSAGE = 300;

/** Names of AI SDK errors that mean: the provider answered, but not with what an answer must be. */
const UNREADABLE_ANSWERS = new Set([
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_JSONParseError',
  'AI_NoContentGeneratedError',
  'AI_NoOutputGeneratedError',
  'AI_TypeValidationError',
]);

/** A step that failed for good: the run ends with this reason. */
export class StepFailure extends Error {
  /** Why the run ends, in Letta's words. */
  readonly stopReason: StopReason;

  /**
   * @param options `detail` is for the run's record and holds nothing of the conversation.
   */
  constructor({ stopReason, detail, cause }: { stopReason: StopReason; detail: string; cause?: unknown }) {
    super(detail, { cause });
    this.name = 'StepFailure';
    this.stopReason = stopReason;
  }
}

/**
 * Why a model call failed, as a run's end.
 *
 * @param thrown What the AI SDK threw.
 */
export function toStepFailure(thrown: unknown): StepFailure {
  if (thrown instanceof StepFailure) return thrown;
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (APICallError.isInstance(error)) {
    const status =
      error.statusCode === undefined ? 'The model could not be reached' : `HTTP ${error.statusCode}`;
    const detail = `${status}: ${error.message.slice(0, MAX_PROVIDER_MESSAGE)}`;
    return new StepFailure({ stopReason: 'llm_api_error', detail, cause: thrown });
  }
  if (LoadAPIKeyError.isInstance(error) || NoSuchModelError.isInstance(error)) {
    return new StepFailure({ stopReason: 'llm_api_error', detail: error.message, cause: thrown });
  }
  // Other errors may print what the model or the user said: only their name is kept.
  const name = error instanceof Error ? error.name : typeof error;
  if (AISDKError.isInstance(error) && UNREADABLE_ANSWERS.has(name)) {
    const detail = `The model's answer could not be read (${name}).`;
    return new StepFailure({ stopReason: 'invalid_llm_response', detail, cause: thrown });
  }
  return new StepFailure({
    stopReason: 'llm_api_error',
    detail: `The model call failed (${name}).`,
    cause: thrown,
  });
}
