import type { ContentfulStatusCode } from 'hono/utils/http-status';

import type { RunRow } from '../storage/run-rows.js';

/** A failure of the model as Letta tells it. */
export interface RunFailure {
  status: ContentfulStatusCode;
  type: string;
  message: string;
  detail: string;
}

const BY_STATUS: Record<string, Omit<RunFailure, 'detail'>> = {
  400: {
    status: 400,
    type: 'llm_bad_request',
    message: 'The request to the LLM model provider was invalid.',
  },
  401: {
    status: 401,
    type: 'llm_authentication',
    message: 'Authentication failed with the LLM model provider.',
  },
  402: {
    status: 402,
    type: 'llm_insufficient_credits',
    message: 'Insufficient credits for LLM request. Please check your account.',
  },
  429: {
    status: 429,
    type: 'llm_rate_limit',
    message: 'Rate limit exceeded for LLM model provider. Please wait before making another request.',
  },
};

const OTHER: Omit<RunFailure, 'detail'> = {
  status: 500,
  type: 'llm_error',
  message: 'An error occurred with the LLM request.',
};

/**
 * How a failed run is told to the one who waits for it; null when it is told by its stop reason.
 *
 * @param run The ended run.
 */
export function failureOf(run: RunRow): RunFailure | null {
  if (run.status !== 'failed') {
    return null;
  }
  const status = /^HTTP (\d{3})/.exec(run.errorDetail ?? '')?.[1];
  return { ...(BY_STATUS[status ?? ''] ?? OTHER), detail: run.errorDetail ?? 'The run failed.' };
}
