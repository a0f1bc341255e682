import { wellFormed } from '../turn/well-formed.js';
import { PENDING_CHARACTERS } from './cache-defaults.js';
import { escapeTags } from './escape.js';
import { timeStamp } from './time-stamp.js';

/** What a user said that is handed over but not learned yet. */
export interface PendingText {
  /** The user's words. */
  readonly text: string;
  /** When they were said, in milliseconds since 1970. */
  readonly at: number;
}

/** How pending words are written. */
export interface PendingLinesOptions {
  /** IANA name of the user's time zone. */
  timeZone: string;
  /** Whether the prompt holds a text already. */
  isHeld: (text: string) => boolean;
  /** Most characters of all lines. Default 1,000. */
  maxCharacters?: number;
}

/**
 * Writes pending words as dated lines, newest first; a text that no longer fits whole ends the list, cut.
 *
 * @param pending in any order
 * @param options see {@link PendingLinesOptions}
 * @returns for example `[Tue 2026-11-24 09:30 Europe/Oslo] I moved to Oslo.`; `''` without any
 */
export function pendingLines(pending: readonly PendingText[], options: PendingLinesOptions): string {
  const { timeZone, isHeld, maxCharacters = PENDING_CHARACTERS } = options;
  const wanted = pending.filter(({ text }) => text.trim() !== '' && !isHeld(text.trim()));
  if (wanted.length === 0) return '';
  const stamp = timeStamp(timeZone);
  const lines: string[] = [];
  let room = maxCharacters;
  for (const { text, at } of wanted.toSorted((first, second) => second.at - first.at)) {
    const oneLine = wellFormed(text)
      .trim()
      .replace(/\s*\n\s*/gu, ' / ');
    const line = escapeTags(`[${stamp(new Date(at))}] ${oneLine}`);
    if (line.length <= room) {
      lines.push(line);
      room -= line.length + 1;
      continue;
    }
    const cut = cutToRoom(line, room);
    if (cut !== '') lines.push(cut);
    break;
  }
  return lines.join('\n');
}

const CUT_MARK = ' […]';
/** Characters. A shorter rest would be hardly more than the date. */
const LEAST_REST = 80;

function cutToRoom(line: string, room: number): string {
  if (room < LEAST_REST) return '';
  // Not in the middle of an entity or a surrogate pair.
  const kept = line.slice(0, room - CUT_MARK.length).replace(/&[a-z]*$|[\ud800-\udbff]$/u, '');
  return kept + CUT_MARK;
}
