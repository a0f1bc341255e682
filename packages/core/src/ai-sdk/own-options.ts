import { OPTIONS_KEY } from './memory-options.js';
import type { CallParams, PromptMessage, PromptPart } from './types.js';

interface Optioned {
  readonly providerOptions?: unknown;
}

/**
 * Takes our options out of the params, of each message and of each part, so that no provider ever sees them (the
 * gateway posts all it gets). What holds none of them is returned as it is.
 */
export function withoutOwnOptions<Params extends CallParams>(params: Params): Params {
  const prompt = mapChanged(params.prompt, withoutOwnInMessage);
  const cleaned = withoutOwn(params);
  return prompt === cleaned.prompt ? cleaned : { ...cleaned, prompt };
}

/** Whether a message is marked as the app's own text, nobody's words. */
export function isMarkedIgnored(message: PromptMessage): boolean {
  const options = objectOf(message.providerOptions);
  if (!options || !(OPTIONS_KEY in options)) return false;
  const own = objectOf(options[OPTIONS_KEY]);
  return own !== undefined && 'ignore' in own && own.ignore === true;
}

function withoutOwnInMessage(message: PromptMessage): PromptMessage {
  const cleaned = withoutOwn(message);
  if (typeof cleaned.content === 'string') return cleaned;
  const content = mapChanged<PromptPart>(cleaned.content, withoutOwn);
  return content === cleaned.content ? cleaned : { ...cleaned, content };
}

function withoutOwn<Target extends Optioned>(target: Target): Target {
  const options = objectOf(target.providerOptions);
  if (!options || !(OPTIONS_KEY in options)) return target;
  const others = Object.fromEntries(Object.entries(options).filter(([name]) => name !== OPTIONS_KEY));
  // As it would be if nobody had said anything to us.
  return { ...target, providerOptions: Object.keys(others).length > 0 ? others : undefined };
}

/** The very same array when no item changes. */
function mapChanged<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let changed: Item[] | undefined;
  for (const [index, item] of items.entries()) {
    const next = change(item);
    if (next !== item) (changed ??= [...items])[index] = next;
  }
  return changed ?? items;
}

function objectOf(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}
