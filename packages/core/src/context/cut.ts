import { LEAST_KEPT_SHARE } from './limits.js';

/** A text that may have been cut. */
export interface CutText {
  /** The text, at most as long as the limit. */
  readonly value: string;
  /** Whether something was left out. */
  readonly cut: boolean;
}

/**
 * Cuts a text that is over its limit at the end of a line, so that no half sentence is left; where that would cost
 * more than half of the limit, between two words, and else between two characters.
 *
 * @param value the text
 * @param limit the most characters, counted as Letta does: code points, not UTF-16 units
 */
export function cutAtLine(value: string, limit: number): CutText {
  const end = endOfCodePoints(value, limit);
  if (end === undefined) return { value, cut: false };
  const kept = value.slice(0, end);
  const least = kept.length * LEAST_KEPT_SHARE;
  // The cut may fall exactly between two lines or two words: what follows it counts.
  const next = value.charAt(end);
  const lineEnd = lineBreak.test(next) ? end : lastMatch(kept, lineBreak);
  if (lineEnd >= least) return { value: value.slice(0, lineEnd).trimEnd(), cut: true };
  const wordEnd = whiteSpace.test(next) ? end : lastMatch(kept, whiteSpace);
  return { value: wordEnd >= least ? value.slice(0, wordEnd).trimEnd() : kept, cut: true };
}

const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/u;
const whiteSpace = /\s/u;

/** Where the first `limit` code points end, or undefined when the text has no more than those. */
function endOfCodePoints(value: string, limit: number): number | undefined {
  // A text has at least half as many code points as UTF-16 units; also true for a limit that is no number.
  if (!(value.length > limit)) return undefined;
  let count = 0;
  let end = 0;
  for (const character of value) {
    if (count >= limit) return end;
    count += 1;
    end += character.length;
  }
  return undefined;
}

function lastMatch(text: string, pattern: RegExp): number {
  for (let place = text.length - 1; place >= 0; place -= 1) {
    if (pattern.test(text.charAt(place))) return place;
  }
  return -1;
}
