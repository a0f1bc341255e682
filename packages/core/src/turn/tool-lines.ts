import { cleanName, cleanText, cutEnd } from './clean-text.js';
import { fileLine } from './file-line.js';
import type { Line } from './line.js';
import { NAME_LIMIT, TOOL_ARGUMENTS_LIMIT, TOOL_RESULT_LIMIT } from './limits.js';
import { isRecord, readableJson } from './readable-json.js';

/**
 * The assistant called a tool.
 *
 * @param toolName the tool's name
 * @param input what it was called with, of any kind
 * @param limit the most UTF-16 units of the arguments
 */
export function toolCalled(toolName: unknown, input: unknown, limit = TOOL_ARGUMENTS_LIMIT): Line {
  const argumentsText = cutEnd(cleanText(readableJson(input)), limit);
  return { role: 'assistant', text: `called ${readToolName(toolName)}(${argumentsText})` };
}

/**
 * A tool answered.
 *
 * @param toolName the tool's name
 * @param output what it answered, of any kind; a string is taken as it is
 * @param limit the most UTF-16 units of the answer
 */
export function toolReturned(toolName: unknown, output: unknown, limit = TOOL_RESULT_LIMIT): Line {
  return { role: 'tool', text: ending(`${readToolName(toolName)} returned`, ' ', output, limit) };
}

/**
 * A tool failed.
 *
 * @param toolName the tool's name
 * @param error the error, of any kind
 * @param limit the most UTF-16 units of the error
 */
export function toolFailed(toolName: unknown, error: unknown, limit = TOOL_RESULT_LIMIT): Line {
  return { role: 'tool', text: ending(`${readToolName(toolName)} failed`, ': ', error, limit) };
}

/**
 * A tool was not allowed to run.
 *
 * @param toolName the tool's name, when it is known
 * @param reason why, when a reason was given: often the user's own words
 * @param limit the most UTF-16 units of the reason
 */
export function toolDenied(toolName: unknown, reason: unknown, limit = TOOL_RESULT_LIMIT): Line {
  return { role: 'tool', text: ending(`${readToolName(toolName)} was denied`, ': ', reason, limit) };
}

/**
 * The `output` of a `tool-result` part of a `ModelMessage`, which says by its `type` what it holds.
 *
 * @param toolName the tool's name
 * @param output the tagged output; what bears no known tag is taken for a plain answer
 * @param limit the most UTF-16 units of what it holds
 */
export function toolOutput(toolName: unknown, output: unknown, limit = TOOL_RESULT_LIMIT): Line {
  if (!isRecord(output)) return toolReturned(toolName, output, limit);
  switch (output['type']) {
    case 'text':
    case 'json':
      return toolReturned(toolName, output['value'], limit);
    case 'error-text':
    case 'error-json':
      return toolFailed(toolName, output['value'], limit);
    case 'execution-denied':
      return toolDenied(toolName, output['reason'], limit);
    case 'content':
      return toolReturned(toolName, contentText(output['value']), limit);
    default:
      return toolReturned(toolName, output, limit);
  }
}

function contentText(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const lines = content.filter(isRecord).map((part) => {
    if (part['type'] === 'text') return typeof part['text'] === 'string' ? part['text'] : '';
    return part['type'] === 'custom' ? '' : fileLine(part);
  });
  return lines.filter((line) => line !== '').join('\n');
}

function readToolName(toolName: unknown): string {
  const name = typeof toolName === 'string' ? cleanName(toolName, NAME_LIMIT) : '';
  return name === '' ? 'a tool' : name;
}

function ending(beginning: string, separator: string, value: unknown, limit: number): string {
  const text = cleanText(typeof value === 'string' ? value : readableJson(value));
  return text === '' ? beginning : beginning + separator + cutEnd(text, limit);
}
