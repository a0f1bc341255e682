import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import type { LanguageModelMiddlewareLike } from './types.js';
import { isLanguageModel, wrapModel } from './wrap-model.js';
import { wrapProvider } from './wrap-provider.js';

/**
 * Puts a middleware round a language model, or round all language models of a provider. The result is used in place
 * of the target: nothing of it is lost.
 *
 * @param target a model or a provider of the AI SDK 5, 6 or 7
 * @param middleware what stands round the calls
 * @throws MemoryArgumentError for what is neither, such as a model's name
 */
export function wrapTarget<Target extends object>(
  target: Target,
  middleware: LanguageModelMiddlewareLike,
): Target {
  if (isLanguageModel(target)) return wrapModel(target, middleware);
  if (typeof target === 'function' || (typeof target === 'object' && target !== null)) {
    return wrapProvider(target, middleware);
  }
  throw new MemoryArgumentError({
    argument: 'target',
    message:
      "Only a language model or a provider can be wrapped. For a model by its name, take the gateway's: gateway('openai/gpt-5').",
  });
}
