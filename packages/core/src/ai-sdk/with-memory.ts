import { memoryMiddleware } from './memory-middleware.js';
import type { MemoryMiddlewareOptions } from './middleware-options.js';
import { wrapTarget } from './wrap-target.js';

/**
 * Gives a language model memory, or all language models of a provider. The result takes the target's place: nothing
 * of it is lost, and embeddings, images, tools and the like are the target's own.
 *
 * @param target a model or a provider of the AI SDK 5, 6 or 7
 * @param options see {@link MemoryMiddlewareOptions}
 * @throws MemoryArgumentError for a target that is neither, and for an option that is plainly wrong.
 * @example
 * const model = withMemory(openai('gpt-5-mini'), { memory, userId });
 * const provider = withMemory(openai, { memory, userId, learnFrom: ['gpt-5-mini'] });
 */
export function withMemory<Target extends object>(target: Target, options: MemoryMiddlewareOptions): Target {
  return wrapTarget(target, memoryMiddleware(options));
}
