import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** One complaint about a request, as FastAPI words them. Never holds what was sent. */
export interface Complaint {
  type: string;
  loc: (string | number)[];
  msg: string;
}

/** An answer of status 4xx or 5xx with Letta's body. */
export function apiError(status: ContentfulStatusCode, body: Record<string, unknown>): HTTPException {
  return new HTTPException(status, { res: Response.json(body, { status }) });
}

/** 404: `{ detail: '… not found' }`. */
export function notFound(detail: string): HTTPException {
  return apiError(404, { detail });
}

/** 404 of an agent. */
export function agentNotFound(agentId: string): HTTPException {
  return notFound(`Agent with ID ${agentId} not found`);
}

/** 400 with Letta's prefix. */
export function invalidArgument(message: string): HTTPException {
  return apiError(400, { detail: `INVALID_ARGUMENT: ${message}` });
}

/**
 * 422: what is wrong with the request. Like Letta's own answer the list is a text, here of JSON.
 *
 * @param complaints What is wrong.
 * @param examples What would be right.
 */
export function unprocessable(complaints: Complaint[], examples?: string[]): HTTPException {
  const detail = JSON.stringify(complaints);
  return apiError(422, { trace_id: '', detail, ...(examples === undefined ? {} : { examples }) });
}
