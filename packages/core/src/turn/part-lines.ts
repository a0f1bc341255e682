import { fileLine } from './file-line.js';
import type { Line } from './line.js';
import { isRecord } from './readable-json.js';
import { toolCalled, toolDenied, toolFailed, toolOutput, toolReturned } from './tool-lines.js';

type Part = Readonly<Record<string, unknown>>;

/**
 * What one part of a `ModelMessage` or `UIMessage` comes to. The two kinds of message name their parts apart, so one
 * reader does for both.
 *
 * Left out: reasoning, sources, data for the user interface, questions whether a tool may run, step marks, and every
 * kind that is not known here.
 *
 * @param part the part; its `type` is a string
 * @param role who speaks in the message
 * @returns the lines in order, or undefined when the part cannot be read
 */
export function partLines(part: Part, role: Line['role']): Line[] | undefined {
  const type = String(part['type']);
  // Asked first, since a UI message calls the part of a tool named `call` or `result` like one of a `ModelMessage`.
  if (type.startsWith('tool-') && typeof part['state'] === 'string')
    return uiToolLines(type.slice('tool-'.length), part);
  switch (type) {
    case 'text':
      return typeof part['text'] === 'string' ? [{ role, text: part['text'] }] : undefined;
    case 'file':
    case 'image':
      return [{ role, text: fileLine(part) }];
    case 'tool-call':
      return [toolCalled(part['toolName'], part['input'])];
    case 'tool-result':
      return [toolOutput(part['toolName'], part['output'])];
    case 'tool-approval-request':
      return [];
    case 'tool-approval-response':
      return part['approved'] === false ? [toolDenied(undefined, part['reason'])] : [];
    case 'dynamic-tool':
      return uiToolLines(part['toolName'], part);
    case 'steering-message':
      return steeringLines(part['parts']);
    default:
      return [];
  }
}

function uiToolLines(toolName: unknown, part: Part): Line[] {
  const call = toolCalled(toolName, part['input']);
  const approval = isRecord(part['approval']) ? part['approval'] : {};
  switch (part['state']) {
    // The model is still writing the arguments, or was stopped in the middle of them: nothing was called.
    case 'input-streaming':
      return [];
    case 'approval-responded':
      return approval['approved'] === false ? [call, toolDenied(toolName, approval['reason'])] : [call];
    case 'output-available':
      return [call, toolReturned(toolName, part['output'])];
    case 'output-error':
      return [call, toolFailed(toolName, part['errorText'])];
    case 'output-denied':
      return [call, toolDenied(toolName, approval['reason'])];
    default:
      return [call];
  }
}

// What the user said while the assistant was answering is kept inside of the assistant's message.
function steeringLines(parts: unknown): Line[] | undefined {
  if (!Array.isArray(parts)) return undefined;
  const lines: Line[] = [];
  for (const part of parts) {
    const read = isRecord(part) ? partLines(part, 'user') : undefined;
    if (read === undefined) return undefined;
    lines.push(...read);
  }
  return lines;
}
