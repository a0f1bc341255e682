import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { coreOf, type MemoryCore } from '../memory-core.js';
import { observeStream } from '../turn/observe-stream.js';
import { prepareCall } from './before-call.js';
import { ClaimedCalls } from './claimed-calls.js';
import { requireMiddlewareOptions, type MemoryMiddlewareOptions } from './middleware-options.js';
import { withoutOwnOptions } from './own-options.js';
import { RememberedCall } from './remembered-call.js';
import { resolveScope, type CallScope } from './scope.js';
import type { CallParams, LanguageModelMiddlewareLike, ModelIdentity, PromptMessage } from './types.js';

/** What is kept of a call until the model is asked. */
interface CallState {
  scope: CallScope | null;
  /** As the caller gave it. */
  prompt: readonly PromptMessage[];
  /** A middleware that stands twice in one list learns once. */
  isTaken: boolean;
}

/** The calls that a layer has already, for each memory: layers of two memories do not step aside. */
const callsOfCore = new WeakMap<MemoryCore, ClaimedCalls<CallState>>();

/**
 * Gives a language model memory: what is known of the user goes into its prompt, and what is said is learned in the
 * background. Memory that fails or is slow never breaks a call; a missing user id and a wrong configuration do.
 *
 * @param options see {@link MemoryMiddlewareOptions}
 * @returns a middleware for `wrapLanguageModel` and `wrapProvider` of `ai` 5, 6 and 7.
 * @throws MemoryArgumentError for an option that is plainly wrong.
 * @example
 * const model = wrapLanguageModel({
 *   model: openai('gpt-5-mini'),
 *   middleware: memoryMiddleware({ memory, userId, conversationId, turnId }),
 * });
 */
export function memoryMiddleware(options: MemoryMiddlewareOptions): LanguageModelMiddlewareLike {
  requireMiddlewareOptions(options);
  const core = coreOf(options.memory);
  const calls = claimedCallsOf(core);
  const owner = {};

  const begin = (params: CallParams): RememberedCall | undefined => {
    const state = calls.stateOf(params, owner);
    if (!state?.scope?.learns || state.isTaken) return undefined;
    state.isTaken = true;
    return new RememberedCall(core, options, state.scope, state.prompt);
  };

  return {
    specificationVersion: 'v3',

    async transformParams({ params, model }) {
      if (calls.isClaimed(params)) return params;
      const scope = await resolveScope(options, params, model);
      const prepared = await prepareOrPass(params, model, scope, core, options);
      return calls.claim(prepared, owner, { scope, prompt: params.prompt, isTaken: false });
    },

    async wrapGenerate({ doGenerate, params }) {
      const call = begin(params);
      try {
        const result = await doGenerate();
        call?.answered(result);
        return result;
      } catch (error) {
        call?.failed();
        throw error;
      }
    },

    async wrapStream({ doStream, params }) {
      const call = begin(params);
      if (!call) return doStream();
      try {
        const result = await doStream();
        const onEnd = call.answered;
        const stream = observeStream(result.stream, { signal: params.abortSignal, onEnd, onIdle: onEnd });
        return { ...result, stream };
      } catch (error) {
        call.failed();
        throw error;
      }
    },
  };
}

function claimedCallsOf(core: MemoryCore): ClaimedCalls<CallState> {
  const known = callsOfCore.get(core);
  if (known) return known;
  const calls = new ClaimedCalls<CallState>();
  callsOfCore.set(core, calls);
  return calls;
}

/** Only a wrong configuration fails loudly; whatever else goes wrong, the call goes on without memory. */
async function prepareOrPass<Params extends CallParams>(
  params: Params,
  model: ModelIdentity,
  scope: CallScope | null,
  core: MemoryCore,
  options: MemoryMiddlewareOptions,
): Promise<Params> {
  try {
    return await prepareCall(params, model, scope, core, options);
  } catch (error) {
    if (MemoryConfigurationError.isInstance(error)) throw error;
    core.settings.background.onError(error);
    return withoutOwnOptions(params);
  }
}
