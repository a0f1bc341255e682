import type { ContextPlace } from './placement.js';
import { leadingSystemCount } from './prompt.js';
import type { CallParams, PromptMessage, PromptPart } from './types.js';

/** What goes into a prompt; `''` for nothing. */
export interface Injection {
  /** Among the system messages. */
  context: string;
  /** At the end of the newest user message. */
  news: string;
  /** Where the context goes. */
  place: ContextPlace;
  /** Where the newest message of the user stands in the prompt; undefined without one. */
  userIndex: number | undefined;
}

/**
 * Adds our texts to a copy of the params. Nothing of the caller's is moved or rewritten.
 *
 * @returns the very same params when there is nothing to add.
 */
export function inject<Params extends CallParams>(params: Params, injection: Injection): Params {
  const { context, news, place, userIndex } = injection;
  const forUser = [place.kind === 'user' ? context : '', news].filter((text) => text !== '').join('\n\n');
  const prompt = params.prompt.slice();
  if (forUser && userIndex !== undefined) addToUser(prompt, userIndex, forUser, place.kind === 'merge');
  const isInPrompt = context !== '' && (place.kind === 'own' || place.kind === 'merge');
  if (isInPrompt) addToSystem(prompt, context, place.kind === 'merge');
  const isChanged = isInPrompt || (forUser !== '' && userIndex !== undefined);
  const injected = isChanged ? { ...params, prompt } : params;
  if (context === '' || place.kind !== 'instructions') return injected;
  const options = params.providerOptions?.[place.provider];
  const given = options?.['instructions'];
  const instructions = typeof given === 'string' && given !== '' ? `${given}\n\n${context}` : context;
  return {
    ...injected,
    providerOptions: { ...params.providerOptions, [place.provider]: { ...options, instructions } },
  };
}

function addToSystem(prompt: PromptMessage[], context: string, isMerged: boolean): void {
  const count = leadingSystemCount(prompt);
  const last = prompt[count - 1];
  if (!isMerged || !last) prompt.splice(count, 0, { role: 'system', content: context });
  else if (typeof last.content === 'string') {
    prompt[count - 1] = { ...last, content: `${last.content}\n\n${context}` };
  }
}

/**
 * A message with options of its own gets a neighbour instead of one more part: providers apply them (a cache
 * breakpoint, for one) to its last part, which must stay the caller's.
 */
function addToUser(prompt: PromptMessage[], index: number, text: string, isMerged: boolean): void {
  const message = prompt[index];
  if (!message) return;
  if (message.providerOptions !== undefined || typeof message.content === 'string') {
    prompt.splice(index + 1, 0, { role: 'user', content: [{ type: 'text', text }] });
    return;
  }
  prompt[index] = { ...message, content: withText(message.content, text, isMerged) };
}

function withText(content: readonly PromptPart[], text: string, isMerged: boolean): PromptPart[] {
  const last = content.at(-1);
  // One text part is sent as a plain string, the only form that some of those servers take.
  if (isMerged && last?.type === 'text' && last.providerOptions === undefined) {
    return [...content.slice(0, -1), { ...last, text: `${String(last.text)}\n\n${text}` }];
  }
  return [...content, { type: 'text', text }];
}
