// A model for tests: it decides by a function of what it was told, in the AI SDK's own mock.
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { MockLanguageModelV4 } from 'ai/test';

/** What a test model was told and how far it is. */
export interface Told {
  system: string;
  /** The text of all user messages it sees. */
  words: string;
  /** Steps of this run already taken. */
  steps: number;
  signal: AbortSignal | undefined;
}

/** A tool call a test model makes. */
export interface Call {
  name: string;
  input: unknown;
}

/** A call of `memory_insert` at the end of the block `human`. */
export function insert(text: string): Call {
  return { name: 'memory_insert', input: { label: 'human', new_string: text } };
}

/** The call that ends a run. */
export const FINISH: Call = { name: 'memory_finish_edits', input: {} };

/** A model that makes the calls a function decides on; a text instead of calls is prose. */
export function memoryModel(
  decide: (told: Told) => Promise<Call[] | string> | Call[] | string,
): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: async (options) => toResult(await decide(toldOf(options)), options),
  });
}

/** A model that notes the user's words in the first step and finishes in the second. */
export function notingModel(): MockLanguageModelV4 {
  return memoryModel(({ words, steps }) => (steps === 0 ? [insert(words)] : [FINISH]));
}

function toldOf({ prompt, abortSignal }: LanguageModelV4CallOptions): Told {
  const words: string[] = [];
  let system = '';
  let steps = 0;
  for (const message of prompt) {
    if (message.role === 'system') system += message.content;
    if (message.role === 'assistant') steps++;
    if (message.role !== 'user') continue;
    steps = 0;
    for (const part of message.content) if (part.type === 'text') words.push(part.text);
  }
  return { system, words: words.join('\n'), steps, signal: abortSignal };
}

function toResult(
  calls: Call[] | string,
  { prompt }: LanguageModelV4CallOptions,
): LanguageModelV4GenerateResult {
  const answer: LanguageModelV4GenerateResult = {
    content: [],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 7, noCache: 7, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 3, text: 3, reasoning: undefined },
    },
    warnings: [],
  };
  if (typeof calls === 'string') return { ...answer, content: [{ type: 'text', text: calls }] };
  return {
    ...answer,
    finishReason: { unified: 'tool-calls', raw: undefined },
    content: calls.map(({ name, input }, index) => ({
      type: 'tool-call',
      toolCallId: `call-${prompt.length}-${index}`,
      toolName: name,
      input: typeof input === 'string' ? input : JSON.stringify(input),
    })),
  };
}
