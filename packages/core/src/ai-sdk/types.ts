/**
 * What this package needs of the AI SDK's shapes, written structurally: a declaration that imported the AI SDK would
 * break apps on another of its major versions. What is made of these types is accepted by 5, 6 and 7 as it is.
 */

/** Options for providers, by the provider's name. */
export type CallProviderOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One part of a message's content. */
export interface PromptPart {
  readonly type: string;
  readonly text?: unknown;
  readonly providerOptions?: unknown;
}

/** One message of a prompt, as models get it. */
export interface PromptMessage {
  readonly role: string;
  readonly content: string | readonly PromptPart[];
  readonly providerOptions?: unknown;
}

/** The options of one model call, which middlewares call its params. */
export interface CallParams {
  readonly prompt: readonly PromptMessage[];
  readonly providerOptions?: CallProviderOptions | undefined;
  readonly responseFormat?: { readonly type: string } | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** What tells one model from another. */
export interface ModelIdentity {
  /** The provider's name, such as `openai.responses`. */
  readonly provider: string;
  /** The model's id, such as `gpt-5-mini`. */
  readonly modelId: string;
}

/** A language model of spec v2, v3 or v4. */
export interface LanguageModelLike extends ModelIdentity {
  readonly specificationVersion: string;
  doGenerate(params: never): PromiseLike<unknown>;
  doStream(params: never): PromiseLike<unknown>;
}

/** What `doStream` brings. */
export interface StreamResultLike {
  readonly stream: ReadableStream<unknown>;
}

/** What `doGenerate` brings. */
export interface GenerateResultLike {
  readonly content: readonly unknown[];
  readonly finishReason: unknown;
}

/** What `transformParams` gets. */
export interface TransformCall<Params extends CallParams> {
  readonly type: 'generate' | 'stream';
  readonly params: Params;
  readonly model: ModelIdentity;
}

/**
 * A middleware for language models: fits `wrapLanguageModel` and `wrapProvider` of `ai` 5, 6 and 7.
 */
export interface LanguageModelMiddlewareLike {
  /** What the types of `ai` 6 ask for; at run time none of the three reads it. */
  readonly specificationVersion: 'v3';
  /** Makes the params of one call. */
  transformParams<Params extends CallParams>(call: TransformCall<Params>): Promise<Params>;
  /** Stands round a call that answers at once. */
  wrapGenerate<Result extends GenerateResultLike>(call: {
    readonly doGenerate: () => PromiseLike<Result>;
    readonly params: CallParams;
    readonly model: ModelIdentity;
  }): Promise<Result>;
  /** Stands round a call that streams. */
  wrapStream<Result extends StreamResultLike>(call: {
    readonly doStream: () => PromiseLike<Result>;
    readonly params: CallParams;
    readonly model: ModelIdentity;
  }): Promise<Result>;
}
