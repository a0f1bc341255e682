import type { MessageCreate } from '@letta-ai/letta-client/resources/agents/agents';
import type { Message } from '@letta-ai/letta-client/resources/agents/messages';
import { FIRST_EVENT_TIMEOUT_MS, PAGE_SIZE } from '../defaults.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { abortedError, throwIfAborted, withLinkedSignal } from './abort.js';
import { field, requestError, statusOf, type Server } from './server.js';

/** One sending of messages to a memory agent. */
export interface Sending {
  agentId: string;
  /** Each becomes one user message. Its otid names it for good: the server knows a repeated request by them. */
  messages: readonly { content: string; otid: string }[];
  maxSteps: number;
}

/** How the background endpoint took a sending. */
export type StartOutcome =
  | { kind: 'started'; runId: string }
  /** Another run holds the agent; its id where the server tells it. */
  | { kind: 'busy'; runId: string | undefined }
  /** The server has no such endpoint, or no Redis for it. */
  | { kind: 'unsupported'; status: number }
  | { kind: 'agent-gone' }
  /** Nobody knows whether the server took it: the very same sending may be repeated. */
  | { kind: 'unclear'; error: Error; isSurelyNotTaken: boolean };

const OPERATION = 'send messages to the memory agent';

/**
 * Sends to the background conversation endpoint, which locks the agent and knows a repeated request. Its stream
 * is dropped as soon as it tells the run; the run goes on.
 *
 * @throws MemoryAbortedError; MemoryRequestError for a plain refusal (401, 422 …).
 */
export async function startInBackground(server: Server, sending: Sending): Promise<StartOutcome> {
  const { signal } = server;
  throwIfAborted(signal);
  const client = server.client();
  try {
    return await withLinkedSignal([signal], async (linked, controller) => {
      // The client's own time-out ends with the response's head; the first event needs one as well.
      const timer = setTimeout(() => controller.abort(), FIRST_EVENT_TIMEOUT_MS);
      try {
        const stream = await client.conversations.messages.create(
          'default',
          {
            agent_id: sending.agentId,
            messages: userMessages(sending),
            streaming: true,
            background: true,
            max_steps: sending.maxSteps,
          },
          { signal: linked, maxRetries: 0, timeout: FIRST_EVENT_TIMEOUT_MS },
        );
        for await (const event of stream) {
          const runId = field(event, 'run_id');
          // Leaving the loop makes the client drop the connection.
          if (typeof runId === 'string') return { kind: 'started', runId };
        }
        // An aborted stream ends without an error.
        throwIfAborted(signal);
        return unclear(new Error('the stream ended without naming its run'));
      } finally {
        clearTimeout(timer);
      }
    });
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal);
    return outcomeOf(error, sending);
  }
}

function outcomeOf(error: unknown, sending: Sending): StartOutcome {
  const status = statusOf(error);
  const body = field(error, 'error');
  if (status === 409) {
    return { kind: 'busy', runId: runIdIn(body) };
  }
  if (status === 404 && String(field(body, 'detail')).includes(sending.agentId))
    return { kind: 'agent-gone' };
  if (status === 404 || status === 405 || status === 501) return { kind: 'unsupported', status };
  // A server without Redis says so; any other 503 is a server in trouble, which a repetition may get past.
  if (status === 503 && JSON.stringify(body ?? String(error)).includes('Redis')) {
    return { kind: 'unsupported', status };
  }
  if (status === undefined || status === 408 || status === 429 || status >= 500) return unclear(error);
  throw requestError(error, OPERATION);
}

/** Letta 0.16.8 names the run that holds the agent in the text of its refusal only (`… run_id=run-…`). */
function runIdIn(body: unknown): string | undefined {
  return /\brun-[\w-]+/.exec(JSON.stringify(body) ?? '')?.[0];
}

function unclear(error: unknown): StartOutcome {
  const typed = requestError(error, OPERATION);
  return { kind: 'unclear', error: typed, isSurelyNotTaken: isSurelyNotTaken(typed) };
}

/** Whether a failed sending certainly reached nobody who could have begun to work on it. */
function isSurelyNotTaken(error: Error): boolean {
  if (!MemoryRequestError.isInstance(error)) return false;
  if (error.status !== undefined) return (error.status < 500 && error.status !== 408) || error.status === 503;
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ConnectionRefused/.test(String(error.cause));
}

/**
 * Sends to the plain endpoint, for servers without the other. It neither locks nor knows a repeated request,
 * so it is never repeated.
 *
 * @returns the run's id.
 * @throws MemoryAbortedError; MemoryRequestError, saying so where the messages may have been accepted.
 */
export async function startAsync(server: Server, sending: Sending): Promise<string> {
  try {
    const run = await server.ask(
      OPERATION,
      (client, options) =>
        client.agents.messages.createAsync(
          sending.agentId,
          { messages: userMessages(sending), max_steps: sending.maxSteps },
          options,
        ),
      { maxRetries: 0 },
    );
    return run.id;
  } catch (error) {
    if (!MemoryRequestError.isInstance(error)) throw error;
    throw isSurelyNotTaken(error) ? error : mayBeAccepted(error);
  }
}

/** The error of a sending with an unknown end. */
export function mayBeAccepted(cause: Error): MemoryRequestError {
  return new MemoryRequestError({
    operation: OPERATION,
    status: MemoryRequestError.isInstance(cause) ? cause.status : undefined,
    isRetryable: false,
    message:
      'The memory server did not say whether it took the messages: it may have accepted them. ' +
      'Sending them again may teach them twice; look at the memory first.',
    cause,
  });
}

function userMessages(sending: Sending): MessageCreate[] {
  return sending.messages.map(({ content, otid }) => ({ role: 'user', content, otid }));
}

/** One message of an agent's history, as far as we read it. */
export type AgentMessage = Message;

/**
 * All messages of an agent, newest first. Pages by hand: the client's own paging goes on with `after` from the
 * last item, but a newest-first page comes oldest first, so it stops after one.
 *
 * @yields one message after the other.
 */
export async function* messagesNewestFirst(
  server: Server,
  agentId: string,
  pageSize = PAGE_SIZE,
): AsyncGenerator<AgentMessage> {
  for (let before: string | undefined; ;) {
    const { items } = await server.ask("read the memory agent's messages", (client, options) =>
      client.agents.messages.list(agentId, { limit: pageSize, before, order: 'desc' }, options),
    );
    const oldest = items.at(0)?.id;
    // A short page need not be the last one, since the limit counts rows before they are filtered and split.
    if (oldest === undefined || oldest === before) return;
    yield* items.toReversed();
    before = oldest;
  }
}
