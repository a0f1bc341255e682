import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

import type { ApiOptions } from './api-options.js';
import { pingOf, runEvents, toErrorEvent, toEvent } from './run-events.js';

/** Letta's own interval. */
const PING_INTERVAL_MS = 20_000;

/** How a stream is wanted. */
export interface StreamRequest {
  /** Only items with a higher number than this. Default 0: all. */
  startingAfter?: number;
  /** Whether to say now and then that the stream is alive. Default true. */
  pings?: boolean;
}

/**
 * Answers with a run as a stream of server-sent events. When the reader goes away the run goes on.
 *
 * @param context The request.
 * @param runId Which run.
 * @param request Which part of it.
 */
export function streamRun(
  context: Context,
  runId: string,
  { startingAfter = 0, pings = true }: StreamRequest,
  options: ApiOptions,
): Response {
  const response = streamSSE(context, async (stream) => {
    const reader = new AbortController();
    stream.onAbort(() => reader.abort());
    const timer = setInterval(() => {
      if (pings) {
        void stream.writeSSE(toEvent(pingOf(runId, null)));
      }
    }, options.pingIntervalMs ?? PING_INTERVAL_MS);
    try {
      for await (const event of runEvents(runId, startingAfter, reader.signal, options)) {
        await stream.writeSSE(event);
      }
    } catch {
      // The server is closing, or its database failed: the run can be asked for, its stream is over.
      await stream.writeSSE(toErrorEvent(runId, INTERRUPTED));
    } finally {
      clearInterval(timer);
    }
  });
  response.headers.set('content-type', 'text/event-stream; charset=utf-8');
  return response;
}

const INTERRUPTED = {
  type: 'internal_error',
  message: 'The stream was interrupted.',
  detail: 'Ask for the run by its id: it goes on, now or at the next start of the server.',
};
