import { printable } from './printable.js';
import type { Colors } from './terminal.js';

/** More lines than this are a list to be read with /memory. */
const MAX_LINES = 3;

/**
 * Tells what was learned.
 *
 * @param talking Who is talking now.
 * @param user Whose memory changed.
 * @param news The lines that are new in it.
 */
export function learnedNotice({ dim, green }: Colors, talking: string, user: string, news: string[]): string {
  const of = user === talking ? '' : ` of ${user}`;
  if (news.length === 0) return `     ${green('*')} ${dim(`learned${of}: what we talked about`)}`;
  const lines = news.slice(0, MAX_LINES).map((line) => printable(line).trim());
  const more = news.length > MAX_LINES ? [`and ${news.length - MAX_LINES} more lines: /memory`] : [];
  const [first = '', ...rest] = [...lines, ...more];
  return [
    `     ${green('*')} ${dim(`learned${of}: ${first}`)}`,
    ...rest.map((line) => `       ${dim(line)}`),
  ].join('\n');
}
