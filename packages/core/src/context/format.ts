import { wellFormed } from '../turn/well-formed.js';
import { cutAtLine } from './cut.js';
import { escapeAttribute, escapeTags, tagName } from './escape.js';

/** What of a memory block is needed to write it into a prompt. */
export interface FormattableBlock {
  /** The block's label; `summary` is written as the conversation summary. */
  readonly label: string;
  /** What the block is for. Without one the tag has no attribute. */
  readonly description?: string | null;
  /** What was learned. */
  readonly value: string;
  /** The most characters (code points) of the value that go into a prompt. Without one, all of it. */
  readonly limit?: number | null;
}

/**
 * Writes one block as it goes into a prompt, in the seed's format. The value can neither close its own tag nor open
 * another one; over its limit it is cut at a line.
 *
 * @param block the block
 * @returns the text, or `''` for a block without a value
 * @example
 * formatBlock({ label: 'human', description: 'About the user.', value: 'Name: Sarah' });
 * // <human description="About the user.">
 * // Name: Sarah
 * // </human>
 */
export function formatBlock(block: FormattableBlock): string {
  const value = wellFormed(block.value).trim();
  // Cut before it is escaped: the limit is about what was learned, and no entity is split.
  const cut = escapeTags(cutAtLine(value, block.limit ?? Number.POSITIVE_INFINITY).value);
  if (cut === '') return '';
  if (block.label === 'summary') return `<conversation_summary>\n${cut}\n</conversation_summary>`;

  const name = tagName(block.label);
  const description = escapeAttribute(wellFormed(block.description ?? ''));
  return `<${name}${description === '' ? '' : ` description="${description}"`}>\n${cut}\n</${name}>`;
}

/**
 * Writes all of a user's blocks as they go into a prompt: the summary first, then what is known of the user, then
 * the app's own blocks in their order; a blank line between. Blocks without a value are left out.
 *
 * @param blocks the blocks, in any order
 * @returns the text, or `''` when nothing was learned yet
 */
export function formatContext(blocks: readonly FormattableBlock[]): string {
  return blocks
    .toSorted((first, second) => rank(first.label) - rank(second.label))
    .map(formatBlock)
    .filter((text) => text !== '')
    .join('\n\n');
}

function rank(label: string): number {
  const leading = ['summary', 'human'].indexOf(label);
  return leading === -1 ? 2 : leading;
}
