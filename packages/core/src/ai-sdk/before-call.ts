import type { ContextCache } from '../context/context-cache.js';
import type { ContextPins } from '../context/context-pins.js';
import { formatContext } from '../context/format.js';
import { frameContext } from '../context/frame.js';
import type { LearnedBlock } from '../context/learned-blocks.js';
import type { PendingText } from '../context/pending-lines.js';
import { writeNews } from '../context/write-news.js';
import { inject } from './inject.js';
import { contextPlace, type MemoryPlacement } from './placement.js';
import { promptHolds, promptTurn } from './prompt.js';
import { withoutOwnOptions } from './own-options.js';
import type { CallScope } from './scope.js';
import type { CallParams, ModelIdentity } from './types.js';

/** Writes what was learned as it goes into prompts. */
export type FormatBlocks = (blocks: readonly LearnedBlock[]) => string;

/** What one `Memory` keeps for all its middlewares. */
export interface SharedContext {
  cache: ContextCache<readonly LearnedBlock[] | null>;
  pins: ContextPins;
  /** What the user said in other conversations and is not learned yet. */
  pendingOf: (userId: string, exceptConversationId: string | undefined) => readonly PendingText[];
  /** IANA name of a user's time zone. */
  timeZoneOf: (userId: string) => string;
}

/** How a middleware wants its context. */
export interface InjectionOptions {
  /** Where it goes. Default `'auto'`. */
  placement?: MemoryPlacement;
  /** Whether a short frame says that it is data, not instructions. Default true. */
  frame?: boolean;
  /** Writes the blocks. Default: the format of the Memory SDK. */
  format?: FormatBlocks;
}

/**
 * The way to a model: our options are taken out, and what is known of the user is put in. The cache answers at
 * once when it is warm, else within its budget; whatever goes wrong there, the call goes on without memory.
 *
 * @returns the very same params when there is nothing to take out and nothing to add.
 * @throws MemoryConfigurationError, and what a `format` of the app throws.
 */
export async function prepareCall<Params extends CallParams>(
  params: Params,
  model: ModelIdentity,
  scope: CallScope | null,
  shared: SharedContext,
  options: InjectionOptions = {},
): Promise<Params> {
  const cleaned = withoutOwnOptions(params);
  if (!scope?.reads) return cleaned;
  const { userId, conversationId } = scope;
  const known = shared.cache.get(userId);
  const { value: blocks } =
    known.state === 'miss' ? await shared.cache.load(userId, params.abortSignal) : known;
  const { placement = 'auto', frame = true, format = formatContext } = options;
  const turn = promptTurn(params.prompt, scope.turnId);
  const write = (learned: readonly LearnedBlock[]): string => {
    const text = format(learned);
    return frame && text !== '' ? frameContext(text) : text;
  };
  const { context, news } = shared.pins.textsFor({
    userId,
    conversationId,
    turnKey: turn.turnKey,
    startsTurn: turn.startsTurn,
    model: `${model.provider} ${model.modelId}`,
    blocks,
    write,
    writeNews: (pinned) =>
      writeNews({
        pinned,
        blocks,
        pending: shared.pendingOf(userId, conversationId),
        timeZone: shared.timeZoneOf(userId),
        format,
        isHeld: promptHolds(params.prompt),
      }),
  });
  const place = contextPlace(placement, cleaned, model);
  return inject(cleaned, { context, news, place, userIndex: turn.userIndex });
}
