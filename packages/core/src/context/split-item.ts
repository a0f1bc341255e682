import type { TranscriptItem } from '../turn/transcript-item.js';
import { weighText } from './tokens.js';

const goesOn = ' [continued below]';
const wentOn = '[continued] ';

/**
 * Splits one item that is too long into several with the same speaker and moment, between words where it can. The
 * pieces are marked, so that the memory agent does not take half a sentence for a whole one.
 *
 * @param item the item
 * @param room the most one piece may weigh, in hundredths of a token
 * @param weighItem what an item weighs as it is rendered, in the same unit
 */
export function splitItem(
  item: TranscriptItem,
  room: number,
  weighItem: (item: TranscriptItem) => number,
): TranscriptItem[] {
  const roomForText = room - weighItem({ ...item, text: wentOn + goesOn });
  const texts = splitText(item.text, roomForText);
  const withText = (text: string): TranscriptItem => ({ ...item, text });
  return texts.map((text, index) => {
    const before = index === 0 ? '' : wentOn;
    const after = index === texts.length - 1 ? '' : goesOn;
    return withText(before + text + after);
  });
}

function splitText(text: string, room: number): string[] {
  const texts: string[] = [];
  let start = 0;
  let wordEnd = 0;
  let place = 0;
  let used = 0;
  for (const character of text) {
    const weight = weighRendered(character);
    while (used + weight > room && place > start) {
      // A word that fills a piece alone is split between two characters.
      const end = wordEnd > start ? wordEnd : place;
      texts.push(text.slice(start, end));
      used = weighText(escapedAtMost(text.slice(end, place)));
      start = end;
    }
    used += weight;
    place += character.length;
    if (/\s/u.test(character)) wordEnd = place;
  }
  texts.push(text.slice(start));
  return texts.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

// What rendering can make of a text at most: it depends on what follows whether a `<` is escaped.
function escapedAtMost(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll(/[\n\v\f\r\u0085\u2028\u2029]/gu, '\n  ');
}

function weighRendered(character: string): number {
  return weighText(escapedAtMost(character));
}
