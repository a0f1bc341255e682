import { unescapeTags } from './escapes.js';

/** One message of a conversation the memory agent is to learn from. */
export interface TranscriptLine {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
  /** The day it was said, `YYYY-MM-DD`. */
  readonly day: string;
}

const frame = /(?:^|\n)<messages>([^]*?)(?:\n<\/messages>|$)/g;
const roleLine = /^(?:\[([^\]]*)\] )?(user|assistant|tool|system): ?(.*)$/;

/**
 * Reads a transcript: dated or bare `role: text` lines in a `<messages>` frame, continuation lines indented. A text
 * without a frame is the user's own words.
 */
export function readTranscript(text: string, today: string): TranscriptLine[] {
  const frames = [...text.matchAll(frame)];
  if (frames.length === 0) return text.trim() === '' ? [] : [{ role: 'user', text, day: today }];
  return frames.flatMap(([, body = '']) => readFrame(body, today));
}

function readFrame(body: string, today: string): TranscriptLine[] {
  const rows = body.split('\n');
  const stamped = rows.some((row) =>
    /^\[[^\]]*\d{4}-\d{2}-\d{2}[^\]]*\] (?:user|assistant|tool): ?/.test(row),
  );
  const lines: { role: string; parts: string[]; day: string }[] = [];
  for (const row of rows) {
    const [, stamp, role, rest = ''] = roleLine.exec(row) ?? [];
    if (role !== undefined && (!stamped || stamp !== undefined)) {
      lines.push({ role, parts: [rest], day: dayOf(stamp) ?? today });
    } else {
      lines.at(-1)?.parts.push(row.replace(/^ {2}/, ''));
    }
  }
  return lines.flatMap(({ role, parts, day }) => {
    const text = unescapeTags(parts.join('\n')).trim();
    return isSpoken(role) && text !== '' ? [{ role, text, day }] : [];
  });
}

function isSpoken(role: string): role is TranscriptLine['role'] {
  return role === 'user' || role === 'assistant' || role === 'tool';
}

function dayOf(stamp: string | undefined): string | undefined {
  return stamp === undefined ? undefined : /\d{4}-\d{2}-\d{2}/.exec(stamp)?.[0];
}
