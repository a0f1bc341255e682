import type { LanguageModelV4Prompt, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';

/** A call of the present turn and what came of it. */
export interface EarlierCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcome: 'done' | 'failed' | 'unanswered';
}

/** The tool calls since the last user message, with their outcomes. */
export function readEarlierCalls(since: LanguageModelV4Prompt): EarlierCall[] {
  const outcomes = new Map<string, 'done' | 'failed'>();
  const calls: { id: string; tool: string; input: Readonly<Record<string, unknown>> }[] = [];
  for (const message of since) {
    if (message.role !== 'assistant' && message.role !== 'tool') continue;
    for (const part of message.content) {
      if (part.type === 'tool-call')
        calls.push({ id: part.toolCallId, tool: part.toolName, input: asRecord(part.input) });
      if (part.type === 'tool-result')
        outcomes.set(part.toolCallId, hasFailed(part.output) ? 'failed' : 'done');
    }
  }
  return calls.map(({ id, tool, input }) => ({ tool, input, outcome: outcomes.get(id) ?? 'unanswered' }));
}

function asRecord(input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(Object.entries(input));
}

function hasFailed(output: LanguageModelV4ToolResultOutput): boolean {
  if (output.type === 'error-text' || output.type === 'error-json' || output.type === 'execution-denied')
    return true;
  const text = output.type === 'text' ? output.value : JSON.stringify(output.value);
  return /^\s*(?:"?(?:error\b|failed\b|no replacement was performed)|\{"status":\s*"(?:error|failed)")/i.test(
    text,
  );
}
