import type { MergedLine } from './merge-facts.js';
import { topicForms } from './topics.js';

/** Somebody else's line is worth keeping, but less than a name or an allergy. */
const rankOfOthers = 3;

/** Drops the oldest of the least important lines until the block keeps within its limit in characters. */
export function fitToLimit(lines: readonly MergedLine[], limit: number | undefined): MergedLine[] {
  const kept = [...lines];
  if (limit === undefined) return kept;
  while (kept.length > 0 && lengthOf(kept) > limit) kept.splice(leastWorth(kept), 1);
  return kept;
}

function lengthOf(lines: readonly MergedLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length + 1, -1);
}

/** Of one rank the oldest goes first, of one day the one written last: so telling all again changes nothing. */
function leastWorth(lines: readonly MergedLine[]): number {
  let worst = 0;
  lines.forEach((line, place) => {
    const other = lines[worst];
    if (other === undefined || compareWorth(line, other) <= 0) worst = place;
  });
  return worst;
}

function compareWorth(left: MergedLine, right: MergedLine): number {
  const byRank = rankOf(right) - rankOf(left);
  if (byRank !== 0) return byRank;
  return (left.day ?? '').localeCompare(right.day ?? '');
}

function rankOf({ topic }: MergedLine): number {
  return topic === undefined ? rankOfOthers : topicForms[topic].rank;
}
