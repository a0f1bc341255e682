import { cleanText, cutEnd, cutMiddle } from './clean-text.js';
import { TEXT_LIMIT, TOOL_RESULT_LIMIT } from './limits.js';
import type { Line } from './line.js';
import { MessageProblem } from './message-problem.js';
import { messageTime } from './message-time.js';
import type { MemoryMessage } from './messages.js';
import { partLines } from './part-lines.js';
import { isRecord } from './readable-json.js';
import type { TranscriptItem } from './transcript-item.js';

/**
 * Turns messages of any of the known kinds into plain items, in order.
 *
 * System messages are left out: an app's prompt, with our own learned context in it, must not be learned again. So is
 * reasoning. Files come by name and media type, tool calls and results shortened, long text is cut in its middle.
 * Messages without any text make no item, so an empty result means that there is nothing to learn.
 *
 * @param messages the messages, oldest first
 * @throws MessageProblem when the list or a message in it cannot be read; it holds nothing of the content
 */
export function normalizeMessages(messages: readonly MemoryMessage[]): TranscriptItem[] {
  // Callers without types can pass anything.
  const list: unknown = messages;
  if (!Array.isArray(list)) throw new MessageProblem('not-a-list');
  const items: TranscriptItem[] = [];
  // Not `flatMap`: it would skip the holes of a sparse array.
  for (let index = 0; index < list.length; index += 1) items.push(...messageItems(list[index], index));
  return items;
}

function messageItems(message: unknown, index: number): TranscriptItem[] {
  if (!isRecord(message)) throw new MessageProblem('not-a-message', index);
  const role = message['role'];
  if (role !== 'user' && role !== 'assistant' && role !== 'tool' && role !== 'system') {
    throw new MessageProblem('unknown-role', index);
  }
  const content = message['parts'] ?? message['content'];
  if (typeof content !== 'string' && !Array.isArray(content))
    throw new MessageProblem('unreadable-content', index);
  if (role === 'system') return [];

  const lines = typeof content === 'string' ? [plainLine(content, role)] : readParts(content, role, index);
  const at = messageTime(message);
  const joined = joinLines(lines);
  return at === undefined ? joined : joined.map(({ role, text }) => ({ role, text, at }));
}

// A tool's answer in OpenAI's own form is plain text.
function plainLine(content: string, role: Line['role']): Line {
  return { role, text: role === 'tool' ? cutEnd(cleanText(content), TOOL_RESULT_LIMIT) : content };
}

function readParts(parts: readonly unknown[], role: Line['role'], index: number): Line[] {
  return parts.flatMap((part) => {
    const lines = isRecord(part) && typeof part['type'] === 'string' ? partLines(part, role) : undefined;
    if (lines === undefined) throw new MessageProblem('unreadable-part', index);
    return lines;
  });
}

function joinLines(lines: readonly Line[]): Line[] {
  const joined: { role: Line['role']; texts: string[] }[] = [];
  for (const line of lines) {
    const text = cleanText(line.text);
    if (text === '') continue;
    const last = joined.at(-1);
    if (last?.role === line.role) last.texts.push(text);
    else joined.push({ role: line.role, texts: [text] });
  }
  return joined.map(({ role, texts }) => ({ role, text: cutMiddle(texts.join('\n'), TEXT_LIMIT) }));
}
