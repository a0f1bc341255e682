import type { MergedLine } from '../facts/merge-facts.js';

/** A call of a memory tool, with the tool's own argument names. */
export type MemoryCall =
  | {
      readonly tool: 'memory_insert';
      readonly input: { label: string; new_string: string; insert_line: number };
    }
  | {
      readonly tool: 'memory_replace';
      readonly input: { label: string; old_string: string; new_string: string };
    }
  | { readonly tool: 'memory_rethink'; readonly input: { label: string; new_memory: string } };

/** More small edits than this are written as one rewriting. */
const mostSmallEdits = 6;

/** The calls that bring a block from its value to the merged lines; small edits where they are safe, else a rewriting. */
export function planEdits(
  label: string,
  value: string,
  lines: readonly MergedLine[],
  canReplace: boolean,
): MemoryCall[] {
  const target = lines.map((line) => line.text).join('\n');
  if (target.trim() === value.trim()) return [];
  // small edits turn tabs into spaces, of which there may be more than the limit has room for
  if (value.includes('\t')) return [rewriting(label, target)];
  const calls = smallEdits(label, value, lines);
  const result = calls.reduce(applyCall, value);
  const safe =
    calls.length <= mostSmallEdits &&
    result.trim() === target.trim() &&
    (canReplace || calls.every((call) => call.tool !== 'memory_replace'));
  return safe ? calls : [rewriting(label, target)];
}

/** Line numbers are refused by every memory tool, so a line that begins like one is written without. */
const lineNumber = /^[ \t]*\d+→[ \t]*/gm;

/** One call that writes the whole block anew. */
export function rewriting(label: string, value: string): MemoryCall {
  return { tool: 'memory_rethink', input: { label, new_memory: value.replace(lineNumber, '') } };
}

function smallEdits(label: string, value: string, lines: readonly MergedLine[]): MemoryCall[] {
  const kept = new Map(
    lines.flatMap((line) => (line.original === undefined ? [] : [[line.original, line.text]])),
  );
  const calls: MemoryCall[] = [];
  let rest = value;
  for (const old of value.split('\n')) {
    const now = kept.get(old);
    if (old.trim() === '' || now === old) continue;
    const call: MemoryCall = {
      tool: 'memory_replace',
      input:
        now === undefined
          ? { label, old_string: lineWithBreak(rest, old), new_string: '' }
          : { label, old_string: old, new_string: now },
    };
    calls.push(call);
    rest = applyCall(rest, call);
  }
  const added = lines.filter((line) => line.original === undefined).map((line) => line.text);
  if (added.length > 0)
    calls.push({ tool: 'memory_insert', input: { label, new_string: added.join('\n'), insert_line: -1 } });
  return calls;
}

function lineWithBreak(value: string, line: string): string {
  if (value.includes(`${line}\n`)) return `${line}\n`;
  return value.includes(`\n${line}`) ? `\n${line}` : line;
}

/** What a block's value is after a call; a replacement that is not unique changes nothing, as with the real tool. */
export function applyCall(value: string, call: MemoryCall): string {
  if (call.tool === 'memory_rethink') return call.input.new_memory;
  if (call.tool === 'memory_insert')
    return value.trim() === '' ? call.input.new_string : `${value}\n${call.input.new_string}`;
  const [before, after, ...more] = value.split(call.input.old_string);
  return before === undefined || after === undefined || more.length > 0
    ? value
    : before + call.input.new_string + after;
}
