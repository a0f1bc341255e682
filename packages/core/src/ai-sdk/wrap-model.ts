import { forwardingProxy } from './forwarding-proxy.js';
import type {
  CallParams,
  GenerateResultLike,
  LanguageModelLike,
  LanguageModelMiddlewareLike,
  StreamResultLike,
} from './types.js';

/** How a model is called, once it is known to be one. */
interface CallableModel extends LanguageModelLike {
  doGenerate(params: CallParams): PromiseLike<GenerateResultLike>;
  doStream(params: CallParams): PromiseLike<StreamResultLike>;
}

/** Whether a value is a language model. Speech and transcription models stream too, but only these name URLs. */
export function isLanguageModel(value: unknown): value is LanguageModelLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'doGenerate' in value &&
    'doStream' in value &&
    'supportedUrls' in value &&
    typeof value.doGenerate === 'function' &&
    typeof value.doStream === 'function'
  );
}

/**
 * Puts a middleware round a model of spec v2, v3 or v4. All but the two ways to call it is the model's own, the spec
 * version too.
 *
 * @param model any language model of the AI SDK 5, 6 or 7
 * @param middleware what stands round its calls
 */
export function wrapModel<Model extends LanguageModelLike>(
  model: Model,
  middleware: LanguageModelMiddlewareLike,
): Model {
  // The params of a call are whatever its caller's version of the SDK makes, and go back to the model as such.
  const callable = model as unknown as CallableModel;
  const doGenerate = async (given: CallParams): Promise<GenerateResultLike> => {
    const params = await middleware.transformParams({ type: 'generate', params: given, model });
    return middleware.wrapGenerate({ doGenerate: async () => callable.doGenerate(params), params, model });
  };
  const doStream = async (given: CallParams): Promise<StreamResultLike> => {
    const params = await middleware.transformParams({ type: 'stream', params: given, model });
    return middleware.wrapStream({ doStream: async () => callable.doStream(params), params, model });
  };
  const methods = new BoundMethods(model);
  return forwardingProxy(model, (property, value) => {
    if (property === 'doGenerate') return doGenerate;
    if (property === 'doStream') return doStream;
    return methods.of(value);
  });
}

/** Methods that see their own object although they are called on a stand-in; the same function each time. */
class BoundMethods {
  readonly #owner: object;
  readonly #bound = new WeakMap<object, unknown>();

  constructor(owner: object) {
    this.#owner = owner;
  }

  /** The method to call; undefined for what is none. */
  of(value: unknown): unknown {
    if (typeof value !== 'function') return undefined;
    const known = this.#bound.get(value);
    if (known) return known;
    const bound = forwardingProxy(
      value,
      () => undefined,
      (method, args) => Reflect.apply(method, this.#owner, args),
    );
    this.#bound.set(value, bound);
    return bound;
  }
}
