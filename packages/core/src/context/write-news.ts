import { frameNews } from './frame.js';
import type { LearnedBlock } from './learned-blocks.js';
import { blockChanges } from './news.js';
import { pendingLines, type PendingText } from './pending-lines.js';

/** What the part at the end of the user's message is made of. */
export interface NewsSources {
  /** What the prompt was given among its system messages. */
  pinned: readonly LearnedBlock[];
  /** What is known now: null for nothing, undefined when it could not be read. */
  blocks: readonly LearnedBlock[] | null | undefined;
  /** What the user said in other conversations and is not learned yet. */
  pending: readonly PendingText[];
  /** IANA name of the user's time zone. */
  timeZone: string;
  /** Writes blocks, without a frame. */
  format: (blocks: readonly LearnedBlock[]) => string;
  /** Whether the prompt holds a text already. */
  isHeld: (text: string) => boolean;
}

/** The marked part for the end of the newest user message, or `''` when there is nothing new. */
export function writeNews({ pinned, blocks, pending, timeZone, format, isHeld }: NewsSources): string {
  const { added, gone } =
    blocks === undefined ? { added: [], gone: [] } : blockChanges(pinned, blocks ?? [], isHeld);
  const parts = {
    added: added.length > 0 ? format(added) : '',
    gone: gone.length > 0 ? format(gone) : '',
    pending: pendingLines(pending, { timeZone, isHeld }),
  };
  return parts.added || parts.gone || parts.pending ? frameNews(parts) : '';
}
