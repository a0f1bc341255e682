import { wellFormed } from './well-formed.js';

/**
 * A text as it is forwarded: well-formed, NFC, without white space at its ends.
 *
 * @param text any text
 */
export function cleanText(text: string): string {
  return wellFormed(text).normalize('NFC').trim();
}

/**
 * A name on one line: of a file, a tool or a media type.
 *
 * @param name any text
 * @param limit the most UTF-16 units of it
 */
export function cleanName(name: string, limit: number): string {
  return cutEnd(cleanText(name).replace(/\s+/gu, ' '), limit);
}

/**
 * Cuts a text at its end and marks the cut.
 *
 * @param text the text
 * @param limit the most UTF-16 units of the result, the mark included
 */
export function cutEnd(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const mark = '…';
  return text.slice(0, betweenPairs(text, limit - mark.length)) + mark;
}

/**
 * Cuts a text in its middle and marks the cut: people say what they want at the beginning or at the end.
 *
 * @param text the text
 * @param limit the most UTF-16 units of the result, the mark included
 */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Reserved for the longest mark this text can need, so that the number in it changes nothing.
  const kept = limit - middleMark(text.length).length;
  const headEnd = betweenPairs(text, Math.ceil(kept / 2));
  const tailStart = betweenPairs(text, text.length - Math.floor(kept / 2) + 1);
  return text.slice(0, headEnd) + middleMark(tailStart - headEnd) + text.slice(tailStart);
}

function middleMark(leftOut: number): string {
  return `\n[… ${leftOut} characters left out …]\n`;
}

// The same place, or one before it when it lies inside of a surrogate pair.
function betweenPairs(text: string, place: number): number {
  const before = text.charCodeAt(place - 1);
  const after = text.charCodeAt(place);
  const insidePair = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return insidePair ? place - 1 : place;
}
