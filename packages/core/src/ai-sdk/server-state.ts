import type { CallProviderOptions } from './types.js';

/** That the model's server keeps the conversation, so that only what is new is sent. */
export interface ServerState {
  /** Among whose options it is said, such as `openai`. */
  provider: string;
  /** The id of the previous response, or of the conversation. */
  id: string;
}

/** Whether a call goes on with a conversation that the model's server keeps, as OpenAI's Responses API does. */
export function serverState(providerOptions: CallProviderOptions | undefined): ServerState | undefined {
  if (!providerOptions) return undefined;
  for (const [provider, options] of Object.entries(providerOptions)) {
    const id: unknown = options?.['previousResponseId'] ?? options?.['conversation'];
    if (typeof id === 'string' && id !== '') return { provider, id };
  }
  return undefined;
}
