import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import { OPTIONS_KEY, type MemoryMode } from './memory-options.js';
import { serverState } from './server-state.js';
import type { CallParams, ModelIdentity } from './types.js';

/** A value, or a function that is asked for it at each call: it may read a session or an `AsyncLocalStorage`. */
export type PerCall = string | (() => string | null | undefined | PromiseLike<string | null | undefined>);

/** Which part of a middleware's options says who, where and whether. */
export interface ScopeOptions {
  /** Whose memory it is. Without one here it must come with each call. */
  userId?: PerCall;
  /** Which conversation it is. Default: unknown. */
  conversationId?: PerCall;
  /** Which turn of it: the id of the last user message. Default: worked out from the prompt. */
  turnId?: PerCall;
  /** What to do with a call that names no user. Default `'throw'`; `'skip'` lets visitors chat without memory. */
  onMissingUser?: 'throw' | 'skip';
  /** What memory does. Default `'full'`. */
  mode?: MemoryMode;
  /** Ids of the models whose calls are learned from; the others only read. Default: all. */
  learnFrom?: readonly string[];
  /** Whether calls for structured output (`generateObject`, `Output.object`) are learned from. Default false. */
  learnStructuredOutput?: boolean;
}

/** Who, where and whether, for one call. */
export interface CallScope {
  userId: string;
  conversationId?: string;
  turnId?: string;
  /** What the server of the model keeps the conversation by: OpenAI's `previousResponseId` or `conversation`. */
  responseId?: string;
  /** Whether the model is told what is known. */
  reads: boolean;
  /** Whether what is said is learned. */
  learns: boolean;
}

const MODES: readonly MemoryMode[] = ['full', 'read', 'write', 'off'];

/**
 * Works out who, where and whether. What came with the call wins over the middleware's options.
 *
 * @param options the middleware's
 * @param params the call's, with our options still in them
 * @param model the model that is called
 * @returns null when memory has nothing to do with this call.
 * @throws MemoryArgumentError when nobody said whose memory it is, or an option is no string; and whatever a
 *   function of the app throws, such as the redirect of a framework.
 */
export async function resolveScope(
  options: ScopeOptions,
  params: CallParams,
  model: ModelIdentity,
): Promise<CallScope | null> {
  const own = ownOptions(params);
  const called = own['mode'] === undefined ? undefined : requireMode(own['mode']);
  const mode = called ?? restrictedMode(options, model);
  if (mode === 'off') return null;
  const isStructured = params.responseFormat?.type === 'json';
  const learns = mode !== 'read' && (!isStructured || options.learnStructuredOutput === true);
  const reads = mode !== 'write';
  if (!learns && !reads) return null;
  const userId = await valueOf('userId', own, options.userId);
  if (userId === undefined) {
    if (options.onMissingUser === 'skip') return null;
    throw missingUser();
  }
  const scope: CallScope = { userId, reads, learns };
  const conversationId = await valueOf('conversationId', own, options.conversationId);
  if (conversationId !== undefined) scope.conversationId = conversationId;
  const turnId = await valueOf('turnId', own, options.turnId);
  if (turnId !== undefined) scope.turnId = turnId;
  const responseId = serverState(params.providerOptions)?.id;
  if (responseId !== undefined) scope.responseId = responseId;
  return scope;
}

/** Refuses options that are plainly wrong, when a middleware is made. */
export function requireScopeOptions(options: ScopeOptions): void {
  for (const name of ['userId', 'conversationId', 'turnId'] as const) {
    const value: unknown = options[name];
    if (value === undefined || typeof value === 'function') continue;
    if (typeof value !== 'string' || (name === 'userId' && value === '')) throw noText(name);
  }
  if (options.mode !== undefined) requireMode(options.mode);
  const { onMissingUser, learnFrom } = options;
  if (onMissingUser !== undefined && onMissingUser !== 'throw' && onMissingUser !== 'skip') {
    throw new MemoryArgumentError({
      argument: 'onMissingUser',
      message: "`onMissingUser` must be 'throw' or 'skip'.",
    });
  }
  if (learnFrom === undefined) return;
  if (!Array.isArray(learnFrom) || learnFrom.some((modelId) => typeof modelId !== 'string')) {
    throw new MemoryArgumentError({
      argument: 'learnFrom',
      message: "`learnFrom` must be an array of model ids, such as ['gpt-5-mini'].",
    });
  }
}

function restrictedMode({ mode = 'full', learnFrom }: ScopeOptions, { modelId }: ModelIdentity): MemoryMode {
  if (!learnFrom || learnFrom.includes(modelId)) return mode;
  if (mode === 'full') return 'read';
  return mode === 'write' ? 'off' : mode;
}

function ownOptions(params: CallParams): Readonly<Record<string, unknown>> {
  const own: unknown = params.providerOptions?.[OPTIONS_KEY];
  return typeof own === 'object' && own !== null ? { ...own } : {};
}

async function valueOf(
  name: 'userId' | 'conversationId' | 'turnId',
  own: Readonly<Record<string, unknown>>,
  option: PerCall | undefined,
): Promise<string | undefined> {
  const isGiven = own[name] !== undefined && own[name] !== null && own[name] !== '';
  const value: unknown = isGiven ? own[name] : typeof option === 'function' ? await option() : option;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw noText(name);
  return value;
}

function requireMode(mode: unknown): MemoryMode {
  const known = MODES.find((candidate) => candidate === mode);
  if (known) return known;
  throw new MemoryArgumentError({
    argument: 'mode',
    message: "`mode` must be 'full', 'read', 'write' or 'off'.",
  });
}

function noText(argument: string): MemoryArgumentError {
  return new MemoryArgumentError({ argument, message: `\`${argument}\` must be a non-empty string.` });
}

function missingUser(): MemoryArgumentError {
  return new MemoryArgumentError({
    argument: 'userId',
    message:
      'Nobody said whose memory this call is about. Give the middleware the option `userId` (a string, or a function ' +
      'that knows the user of the request), or the call `providerOptions: memoryOptions({ userId })`; with ' +
      "`onMissingUser: 'skip'` visitors without an id chat without memory.",
  });
}
