import { MemoryArgumentError } from '../errors/memory-argument-error.js';
import { leadingSystemCount } from './prompt.js';
import { serverState } from './server-state.js';
import type { CallParams, ModelIdentity } from './types.js';

/**
 * Where the learned context goes:
 *
 * - `'own'`: a system message of its own, after the leading ones;
 * - `'merge'`: at the end of the last leading system message, for servers that take only one;
 * - `'auto'`: `'own'` where the provider is known to take several, else `'merge'`.
 */
export type MemoryPlacement = 'auto' | 'own' | 'merge';

/** What a placement comes to for one call. */
export type ContextPlace =
  | { kind: 'own' | 'merge' | 'user' }
  /** As `instructions` among the options of that provider. */
  | { kind: 'instructions'; provider: string };

/** Providers that take several leading system messages: `model.provider` begins with one of these names. */
const SEVERAL_SYSTEM_MESSAGES = new Set([
  'openai',
  'azure',
  'azure-openai',
  'anthropic',
  'google',
  'vertex',
  'amazon-bedrock',
  'bedrock',
]);
/** Providers whose options have `instructions` that a conversation kept by the server does not hold on to. */
const WITH_INSTRUCTIONS = new Set(['openai', 'azure']);

/**
 * Decides where the context goes in one call. Where the model's server keeps the conversation, a system message
 * would be kept with it, one more at each call: there it goes into the instructions, or into the user's message.
 */
export function contextPlace(
  placement: MemoryPlacement,
  params: CallParams,
  model: ModelIdentity,
): ContextPlace {
  const state = /\.(?:chat|completion)$/u.test(model.provider)
    ? undefined
    : serverState(params.providerOptions);
  if (state) {
    const { provider } = state;
    return WITH_INSTRUCTIONS.has(provider) ? { kind: 'instructions', provider } : { kind: 'user' };
  }
  if (placement !== 'auto') return { kind: placement };
  if (takesSeveral(model)) return { kind: 'own' };
  const last = params.prompt[leadingSystemCount(params.prompt) - 1];
  return { kind: last?.providerOptions === undefined ? 'merge' : 'own' };
}

/** Refuses a placement that is none. */
export function requirePlacement(placement: unknown): MemoryPlacement {
  if (placement === 'auto' || placement === 'own' || placement === 'merge') return placement;
  throw new MemoryArgumentError({
    argument: 'placement',
    message: "`placement` must be 'auto', 'own' or 'merge'.",
  });
}

function takesSeveral({ provider, modelId }: ModelIdentity): boolean {
  // The gateway stands before all of them, and names the maker in the model's id.
  const name = provider === 'gateway' ? modelId.split('/')[0] : provider.split('.')[0];
  return name !== undefined && (SEVERAL_SYSTEM_MESSAGES.has(name) || name.startsWith('google'));
}
