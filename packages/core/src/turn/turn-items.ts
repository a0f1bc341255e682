import { cleanText, cutEnd, cutMiddle } from './clean-text.js';
import { fileLine } from './file-line.js';
import { hash } from './hash.js';
import { TEXT_LIMIT, TOOL_ARGUMENTS_LIMIT, TOOL_RESULT_LIMIT } from './limits.js';
import type { PromptPart } from './prompt-message.js';
import { toolCalled, toolFailed, toolOutput, toolReturned } from './tool-lines.js';
import type { TurnItem, TurnLimits } from './turn.js';

/** What stands behind an answer that broke off. */
export const INTERRUPTED: TurnItem = makeItem('assistant', '[interrupted]');

/** UTF-16 units below which nothing is left of a middle once its cut is marked. */
const LEAST_FOR_MIDDLE = 200;

/**
 * One thing said or done.
 *
 * @param role who
 * @param text what, readable and cut
 * @param id of the tool call
 * @param sameness what makes it the same item as another, when it is not its text
 */
export function makeItem(
  role: TurnItem['role'],
  text: string,
  id?: string,
  sameness: readonly string[] = [role, id ?? '', text],
): TurnItem {
  const fingerprint = hash(JSON.stringify(sameness));
  return id === undefined ? { role, text, fingerprint } : { role, text, id, fingerprint };
}

/**
 * Cuts the text of a message to its limit.
 *
 * @param text clean text
 * @param limits see {@link TurnLimits}
 */
export function shorten(text: string, limits: TurnLimits): string {
  const limit = Math.max(1, limits.text ?? TEXT_LIMIT);
  return limit < LEAST_FOR_MIDDLE ? cutEnd(text, limit) : cutMiddle(text, limit);
}

/**
 * What the assistant or a tool said and did, in order. Texts that follow each other are one, since models break them
 * in the middle of a sentence. Left out: reasoning, sources, and what is not known here.
 *
 * @param parts of an assistant or tool message, or of a result: both name their parts alike
 * @param limits see {@link TurnLimits}
 */
export function replyItems(parts: readonly PromptPart[], limits: TurnLimits): TurnItem[] {
  const items: TurnItem[] = [];
  let text = '';
  const endText = (): void => {
    const clean = cleanText(text);
    if (clean !== '') items.push(makeItem('assistant', shorten(clean, limits)));
    text = '';
  };
  for (const part of parts) {
    const type = part['type'];
    if (type === 'text' && typeof part['text'] === 'string') text += part['text'];
    if (type === 'file') text += `\n${fileLine(part)}\n`;
    if (type !== 'tool-call' && type !== 'tool-result') continue;
    endText();
    items.push(type === 'tool-call' ? callItem(part, limits) : resultItem(part, limits));
  }
  endText();
  return items;
}

/**
 * The tool calls that have no result yet. Each result is that of the earliest open call of its id, since local models
 * give the same id to all their calls.
 *
 * @param items in order
 */
export function unansweredCalls(items: readonly TurnItem[]): string[] {
  const open: string[] = [];
  for (const { role, id = '' } of items) {
    if (role === 'call') open.push(id);
    if (role === 'result' && open.includes(id)) open.splice(open.indexOf(id), 1);
  }
  return open;
}

/**
 * The id that joins a call with its result; `''` for a broken one.
 *
 * @param part a tool call or result
 */
export function readCallId({ toolCallId }: PromptPart): string {
  return typeof toolCallId === 'string' ? toolCallId : '';
}

function callItem(part: PromptPart, limits: TurnLimits): TurnItem {
  const { text } = toolCalled(
    part['toolName'],
    parsed(part['input']),
    limits.toolArguments ?? TOOL_ARGUMENTS_LIMIT,
  );
  return makeItem('call', text, readCallId(part));
}

function resultItem(part: PromptPart, limits: TurnLimits): TurnItem {
  const limit = limits.toolResult ?? TOOL_RESULT_LIMIT;
  return makeItem('result', resultText(part, limit), readCallId(part));
}

// A prompt has a tagged `output`; what a provider's own tool came to stands in a result as it is.
function resultText(part: PromptPart, limit: number): string {
  const name = part['toolName'];
  if ('output' in part) return toolOutput(name, part['output'], limit).text;
  const line = part['isError'] === true ? toolFailed : toolReturned;
  return line(name, part['result'], limit).text;
}

// Arguments come as JSON in a result and as a value in the next prompt, and must read the same.
function parsed(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
