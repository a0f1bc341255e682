import { forwardingProxy } from './forwarding-proxy.js';
import type { LanguageModelMiddlewareLike } from './types.js';
import { isLanguageModel, wrapModel } from './wrap-model.js';

/**
 * Puts a middleware round all language models that a provider makes, by whichever of its methods. Whatever else they
 * make (embeddings, images, speech, tools, batches) is the provider's own.
 *
 * @param provider an object, or a function with methods such as `openai`
 * @param middleware what stands round the models' calls
 */
export function wrapProvider<Provider extends object>(
  provider: Provider,
  middleware: LanguageModelMiddlewareLike,
): Provider {
  const methods = new WeakMap<object, unknown>();
  const wrapped = (made: unknown): unknown => (isLanguageModel(made) ? wrapModel(made, middleware) : made);
  const methodOf = (value: unknown): unknown => {
    if (typeof value !== 'function') return undefined;
    const known = methods.get(value);
    if (known) return known;
    const method = forwardingProxy(
      value,
      () => undefined,
      (callee, args) => wrapped(Reflect.apply(callee, provider, args)),
    );
    methods.set(value, method);
    return method;
  };
  return forwardingProxy(
    provider,
    (property, value) => (property === 'constructor' ? undefined : methodOf(value)),
    (callee, args) =>
      typeof callee === 'function' ? wrapped(Reflect.apply(callee, undefined, args)) : undefined,
  );
}
