/** What memory does with one call. */
export type MemoryMode =
  /** The model is told what is known, and what is said is learned. */
  | 'full'
  /** The model is told; nothing is learned. */
  | 'read'
  /** Learned; the model is told nothing. */
  | 'write'
  /** As if there was no memory. */
  | 'off';

/** Options of one call, for {@link memoryOptions}. They win over those of the middleware. */
export interface MemoryCallSettings {
  /** Whose memory it is. */
  userId?: string | undefined;
  /** Which conversation it is. */
  conversationId?: string | undefined;
  /** Which turn of it: the id of the last user message, such as `messages.at(-1).id` of `useChat`. */
  turnId?: string | undefined;
  /** What memory does with the call. Default: what the middleware says, else `'full'`. */
  mode?: MemoryMode | undefined;
}

/** Under which name our options stand among the `providerOptions`. They are taken out before any model sees them. */
export const OPTIONS_KEY = 'lettaMemory';

/** The `providerOptions` that {@link memoryOptions} makes; spread it beside those of other providers. */
// A type, not an interface: only those fit the index signatures of the AI SDK's `ProviderOptions`.
export type MemoryProviderOptions = { lettaMemory: { [name: string]: string } };

/**
 * Says for one call whose memory it is, and which conversation and turn.
 *
 * @param settings see {@link MemoryCallSettings}; what is undefined is left to the middleware
 * @returns `providerOptions` for `generateText`, `streamText` and agents.
 * @example
 * streamText({ model, messages, providerOptions: memoryOptions({ userId, conversationId, turnId }) });
 * streamText({ model, messages, providerOptions: { ...memoryOptions({ userId }), openai: { store: false } } });
 */
export function memoryOptions(settings: MemoryCallSettings): MemoryProviderOptions {
  const lettaMemory: { [name: string]: string } = {};
  for (const name of ['userId', 'conversationId', 'turnId', 'mode'] as const) {
    const value = settings[name];
    if (value !== undefined) lettaMemory[name] = value;
  }
  return { lettaMemory };
}
