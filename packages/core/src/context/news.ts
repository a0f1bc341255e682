import type { LearnedBlock } from './learned-blocks.js';

/** What differs between what a prompt was given and what is known now, as blocks that hold only those lines. */
export interface BlockChanges {
  /** Lines that are new. */
  added: LearnedBlock[];
  /** Lines that are no longer there: corrected or taken back. */
  gone: LearnedBlock[];
}

/**
 * Compares line by line, whatever the order and the block: memory agents rewrite and move what has not changed.
 *
 * @param before what the prompt was given
 * @param now what is known
 * @param isHeld whether the prompt holds a line already, so that nobody has to be told
 */
export function blockChanges(
  before: readonly LearnedBlock[],
  now: readonly LearnedBlock[],
  isHeld: (line: string) => boolean,
): BlockChanges {
  if (before === now) return { added: [], gone: [] };
  const former = linesOf(before);
  const current = linesOf(now);
  return {
    added: withLines(now, (line) => !former.has(bare(line)) && !isHeld(bare(line))),
    // An old summary is not wrong, only old.
    gone: withLines(
      before.filter(({ label }) => label !== 'summary'),
      (line) => !current.has(bare(line)),
    ),
  };
}

function linesOf(blocks: readonly LearnedBlock[]): Set<string> {
  return new Set(blocks.flatMap(({ value }) => value.split('\n').map(bare)));
}

function withLines(blocks: readonly LearnedBlock[], isWanted: (line: string) => boolean): LearnedBlock[] {
  return blocks.flatMap((block) => {
    const lines = block.value.split('\n').filter((line) => bare(line) !== '' && isWanted(line));
    return lines.length === 0 ? [] : [{ ...block, value: lines.join('\n') }];
  });
}

/** A line without indentation and the mark of a list. */
function bare(line: string): string {
  return line.trim().replace(/^[-*•]\s+/u, '');
}
