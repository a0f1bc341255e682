import { wellFormed } from '../turn/well-formed.js';
import { cutAtLine } from './cut.js';
import { escapeTags } from './escape.js';
import type { FormattableBlock } from './format.js';

/** One block of what was learned about a user, as a `format` of the app's own gets it. */
export interface LearnedBlock {
  /** Its name: `human`, `summary`, or one of the app's own. */
  readonly label: string;
  /** What belongs in it; `''` when nobody said. */
  readonly description: string;
  /** What was learned, never empty: within the block's limit, and with no `<` left that could begin a tag. */
  readonly value: string;
}

/**
 * What of a user's blocks goes into prompts: empty ones are left out, long ones cut at a line, tags escaped; the
 * summary first, then what is known of the user, then the app's own.
 *
 * @param blocks the blocks as the server holds them
 */
export function learnedBlocks(blocks: readonly FormattableBlock[]): LearnedBlock[] {
  return blocks
    .map(({ label, description, value, limit }) => ({
      label,
      description: description ?? '',
      value: escapeTags(cutAtLine(wellFormed(value).trim(), limit ?? Number.POSITIVE_INFINITY).value),
    }))
    .filter(({ value }) => value !== '')
    .toSorted((first, second) => rank(first.label) - rank(second.label));
}

function rank(label: string): number {
  const leading = ['summary', 'human'].indexOf(label);
  return leading === -1 ? 2 : leading;
}
