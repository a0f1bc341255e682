import type { Letta } from '@letta-ai/letta-client';
import { REQUEST_TIMEOUT_MS } from '../defaults.js';
import { MemoryError } from '../errors/memory-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { abortedError, sleep, throwIfAborted, withLinkedSignal } from './abort.js';

/** What a request of the client may be given. */
export interface RequestOptions {
  signal: AbortSignal;
  maxRetries: number;
  timeout: number;
}

/** How one request is made. */
export interface AskOptions {
  /** Retries by the client itself (429, 5xx, broken connections). 0 for whatever must not happen twice. */
  maxRetries?: number;
  /** Milliseconds until the answer must begin. */
  timeoutMs?: number;
  /** Whether the server's own words may go into the error: not where they could repeat a user's. */
  tellDetail?: boolean;
}

/** One server, as one call of ours sees it: with the signal that ends the call. */
export class Server {
  /**
   * @param client makes the client at the first request, so that a missing key breaks no build; it throws
   *   MemoryConfigurationError when nothing says where the server is
   * @param signal ends every request and every waiting
   */
  constructor(
    readonly client: () => Letta,
    readonly signal?: AbortSignal,
  ) {}

  /** The same server for another call. */
  under(signal: AbortSignal | undefined): Server {
    return new Server(this.client, signal);
  }

  /**
   * Makes one request and turns whatever goes wrong into a typed error without user content.
   *
   * @param operation what it does, in words for an error message: `find the memory agent`
   * @param request makes it
   * @param how retries and time
   * @throws MemoryAbortedError, MemoryConfigurationError, MemoryRequestError.
   */
  async ask<Result>(
    operation: string,
    request: (client: Letta, options: RequestOptions) => PromiseLike<Result>,
    how: AskOptions = {},
  ): Promise<Result> {
    throwIfAborted(this.signal);
    const client = this.client();
    const { maxRetries = 2, timeoutMs = REQUEST_TIMEOUT_MS } = how;
    try {
      return await withLinkedSignal([this.signal], async (signal) =>
        request(client, { signal, maxRetries, timeout: timeoutMs }),
      );
    } catch (error) {
      if (this.signal?.aborted) throw abortedError(this.signal);
      throw requestError(error, operation, how.tellDetail);
    }
  }

  /** Waits, or rejects as soon as the call is ended. */
  sleep(milliseconds: number): Promise<void> {
    return sleep(milliseconds, this.signal);
  }
}

/** Awaits a request that takes something away, where "not there" is as good as done. */
export async function ignoringNotFound(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Whether the server said 404. */
export function isNotFound(error: unknown): boolean {
  return MemoryRequestError.isInstance(error) && error.status === 404;
}

/** The typed error for what a request threw. */
export function requestError(error: unknown, operation: string, tellDetail = false): MemoryError {
  if (MemoryError.isInstance(error)) return error;
  const status = statusOf(error);
  const detail = tellDetail ? detailOf(error, status) : '';
  return new MemoryRequestError({
    operation,
    status,
    isRetryable: status === undefined || status === 408 || status === 409 || status === 429 || status >= 500,
    message: `Could not ${operation}: ${whatToDo(status)}${detail}`,
    cause: withoutContent(error, status),
  });
}

/** The HTTP status of the client's error. By field, not class: an app may hold two copies of the client. */
export function statusOf(error: unknown): number | undefined {
  const status = field(error, 'status');
  return typeof status === 'number' ? status : undefined;
}

/** One field of a value that may be anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function whatToDo(status: number | undefined): string {
  if (status === undefined)
    return 'the memory server did not answer. Is it running, and is its base URL right?';
  if (status === 401 || status === 403) {
    return `the memory server refused the key (${status}). Check LETTA_API_KEY, or the token of your own server.`;
  }
  if (status === 402)
    return 'the memory server asks for credits (402). Check the plan of your Letta account.';
  if (status === 404) return 'the memory server does not know it (404).';
  if (status === 429) return 'the memory server is asked too often (429). Try again later.';
  if (status >= 500) return `the memory server failed (${status}). Try again later, and look at its log.`;
  return `the memory server did not take the request (${status}).`;
}

/** What the server says of a refusal. Only short plain sentences: lists repeat the input, 5xx may quote SQL. */
function detailOf(error: unknown, status: number | undefined): string {
  const detail = field(field(error, 'error'), 'detail');
  if (status === undefined || status >= 500 || status === 422 || typeof detail !== 'string') return '';
  return ` It says: ${detail.slice(0, 300)}`;
}

/**
 * A cause that says which error it was and why, but repeats neither URL nor body, since both may bear words of a
 * user. Networks fail with a TypeError in every runtime; what other errors say may quote a body.
 */
function withoutContent(error: unknown, status: number | undefined): Error {
  const reasons: unknown[] = [error instanceof Error ? error.constructor.name : typeof error, status];
  for (let cause = error, depth = 0; cause && depth < 5; cause = field(cause, 'cause'), depth += 1) {
    if (field(cause, 'name') === 'TypeError') reasons.push(withoutValues(String(field(cause, 'message'))));
    const code = field(cause, 'code');
    if (typeof code === 'string') reasons.push(code);
  }
  return new Error(reasons.filter((reason) => reason !== undefined).join(' '));
}

/** A runtime quotes the value it refuses: a URL, or a header with the key in it. */
function withoutValues(text: string): string {
  return text
    .replaceAll(/\w+:\/\/[^\s)]*/g, '(URL)')
    .replaceAll(/(["'`]).*\1/gs, '(value)')
    .slice(0, 200);
}
