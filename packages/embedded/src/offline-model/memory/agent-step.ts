import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { extractFacts } from '../facts/extract-facts.js';
import { fitToLimit } from '../facts/fit-limit.js';
import { readHumanLines } from '../facts/human-lines.js';
import { mergeFacts } from '../facts/merge-facts.js';
import type { Language } from '../reading/language.js';
import { readMemoryBlocks, type ShownBlock } from '../reading/memory-blocks.js';
import { presentTurn, systemText } from '../reading/prompt-text.js';
import { readTranscript, type TranscriptLine } from '../reading/transcript-lines.js';
import { type EarlierCall, readEarlierCalls } from './earlier-calls.js';
import { applyCall, type MemoryCall, planEdits, rewriting } from './edits.js';
import { summarise } from './summary.js';

/** What a step of the memory agent needs. */
export interface AgentStepRequest {
  readonly prompt: LanguageModelV4Prompt;
  readonly toolNames: ReadonlySet<string>;
  /** The day for text that bears no stamp, `YYYY-MM-DD`. */
  readonly today: string;
  readonly language: Language;
}

/** After so many steps it ends whatever is left: a server whose tools keep failing must not keep it busy. */
const mostSteps = 4;

/** The next calls of memory tools; none when everything is noted. */
export function nextMemoryCalls({ prompt, toolNames, today, language }: AgentStepRequest): MemoryCall[] {
  const { userTexts, since } = presentTurn(prompt);
  if (since.filter((message) => message.role === 'assistant').length >= mostSteps) return [];
  const earlier = readEarlierCalls(since);
  const blocks = readMemoryBlocks(systemText(prompt));
  const transcript = userTexts.flatMap((text) => readTranscript(text, today));
  const human = presentBlock(blocks.get('human'), earlier);
  const summary = presentBlock(blocks.get('summary'), earlier);
  const said = transcript.filter((line) => line.role === 'user');
  const facts = said.flatMap((line) => extractFacts(line.text, line.day, language));
  const lines = fitToLimit(mergeFacts(readHumanLines(human?.value ?? ''), facts), human?.limit);
  const calls: MemoryCall[] = [];
  if (human !== undefined) {
    const edits = planEdits('human', human.value, lines, toolNames.has('memory_replace'));
    const failedBefore = edits.some((edit) => hasBeen(edit, earlier));
    calls.push(...(failedBefore ? [rewriting('human', lines.map((line) => line.text).join('\n'))] : edits));
  }
  if (summary !== undefined)
    calls.push(
      ...summaryCalls(
        summary,
        said,
        facts.map((fact) => fact.topic),
        lines.find((line) => line.topic === 'name')?.value,
        language,
      ),
    );
  return calls.filter((call) => toolNames.has(call.tool) && !hasBeen(call, earlier));
}

function summaryCalls(
  block: ShownBlock,
  said: readonly TranscriptLine[],
  topics: Parameters<typeof summarise>[0]['topics'],
  name: string | undefined,
  language: Language,
): MemoryCall[] {
  const text = summarise({
    before: block.value.trim(),
    texts: said.map((line) => line.text),
    topics,
    name,
    limit: block.limit,
    language,
  });
  return text === block.value.trim() ? [] : [rewriting('summary', text)];
}

/** The block as it stands after the calls of this turn, whether or not the system prompt shows them yet. */
function presentBlock(
  block: ShownBlock | undefined,
  earlier: readonly EarlierCall[],
): ShownBlock | undefined {
  if (block === undefined || block.readOnly) return undefined;
  let { value } = block;
  for (const { tool, input, outcome } of earlier) {
    const call = outcome === 'done' && input['label'] === block.label ? memoryCall(tool, input) : undefined;
    if (call !== undefined && !isShown(value, call)) value = applyCall(value, call);
  }
  return { ...block, value };
}

function isShown(value: string, call: MemoryCall): boolean {
  if (call.tool === 'memory_rethink') return false;
  return call.input.new_string !== '' && value.includes(call.input.new_string.trim());
}

function memoryCall(tool: string, input: Readonly<Record<string, unknown>>): MemoryCall | undefined {
  const text = (name: string): string => (typeof input[name] === 'string' ? input[name] : '');
  const label = text('label');
  if (tool === 'memory_insert')
    return { tool, input: { label, new_string: text('new_string'), insert_line: -1 } };
  if (tool === 'memory_replace')
    return text('old_string') === ''
      ? undefined
      : { tool, input: { label, old_string: text('old_string'), new_string: text('new_string') } };
  return tool === 'memory_rethink' ? { tool, input: { label, new_memory: text('new_memory') } } : undefined;
}

/** A call that was answered once is not made again: done it need not be, failed it would fail again. */
function hasBeen(call: MemoryCall, earlier: readonly EarlierCall[]): boolean {
  return earlier.some(({ tool, input, outcome }) => {
    if (tool !== call.tool || outcome === 'unanswered') return false;
    return Object.entries(call.input).every(([name, value]) => input[name] === value);
  });
}
