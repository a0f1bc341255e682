import type { Letta } from '@letta-ai/letta-client';
import { REQUEST_TIMEOUT_MS } from '../defaults.js';
import { MemoryError } from '../errors/memory-error.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { abortedError, throwIfAborted, withLinkedSignal } from './abort.js';

/** The way to one server. The client is made at the first request, so that a missing key breaks no build. */
export interface Connection {
  /** @throws MemoryConfigurationError when nothing says where the server is. */
  readonly client: () => Letta;
}

/** What a request of the client may be given. */
export interface RequestOptions {
  signal: AbortSignal;
  maxRetries: number;
  timeout: number;
}

/** How one request is made. */
export interface CallOptions {
  /** What it does, in words for an error message: `find the memory agent`. */
  operation: string;
  signal: AbortSignal | undefined;
  /** Retries by the client itself (429, 5xx, broken connections). 0 for whatever must not happen twice. */
  maxRetries?: number;
  /** Milliseconds until the answer must begin. */
  timeoutMs?: number;
  /** Whether the server's own words may go into the error: not where they could repeat a user's. */
  tellDetail?: boolean;
}

/**
 * Makes one request and turns whatever goes wrong into a typed error without user content.
 *
 * @throws MemoryAbortedError, MemoryConfigurationError, MemoryRequestError.
 */
export async function call<Result>(
  connection: Connection,
  options: CallOptions,
  request: (client: Letta, options: RequestOptions) => PromiseLike<Result>,
): Promise<Result> {
  throwIfAborted(options.signal);
  const client = connection.client();
  const { maxRetries = 2, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  try {
    return await withLinkedSignal([options.signal], async (signal) =>
      request(client, { signal, maxRetries, timeout: timeoutMs }),
    );
  } catch (error) {
    if (options.signal?.aborted) throw abortedError(options.signal);
    throw requestError(error, options);
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
export function requestError(error: unknown, options: CallOptions): MemoryError {
  if (MemoryError.isInstance(error)) return error;
  const status = statusOf(error);
  const detail = options.tellDetail ? detailOf(error, status) : '';
  return new MemoryRequestError({
    operation: options.operation,
    status,
    isRetryable: status === undefined || status === 408 || status === 409 || status === 429 || status >= 500,
    message: `Could not ${options.operation}: ${whatToDo(status)}${detail}`,
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

/** A cause that says which error it was but repeats neither URL nor body, since both may bear words of a user. */
function withoutContent(error: unknown, status: number | undefined): Error {
  const codes: string[] = [];
  for (
    let cause = error, depth = 0;
    cause !== undefined && depth < 5;
    cause = field(cause, 'cause'), depth += 1
  ) {
    const code = field(cause, 'code');
    if (typeof code === 'string') codes.push(code);
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new Error([name, status, ...codes].filter((part) => part !== undefined).join(' '));
}
