import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { answerMessage } from './chat/answer.js';
import { readChatContext } from './chat/context.js';
import { nextMemoryCalls } from './memory/agent-step.js';
import { minimalJson } from './minimal-json.js';
import { dayOfMoment } from './reading/days.js';
import { loadLanguage } from './reading/language.js';
import { messageText } from './reading/prompt-text.js';
import { streamOf, toStreamParts } from './stream-parts.js';

/** Settings of the offline model. */
export interface OfflineModelOptions {
  /** The present moment, for text that bears no date of its own. Default: the clock's. */
  readonly now?: () => Date;
}

/**
 * A **stand-in for a real language model**, for machines without a key and for tests: no model at all, but rules on
 * the NLP library compromise. It is an AI SDK language model like any other and does two jobs.
 *
 * - As a memory agent (when `memory_insert` is among the tools) it notes first-person facts of the transcript in the
 *   `human` block and keeps the `summary` block, by calling the memory tools.
 * - As a chat model it greets by name, confirms what it is told and answers questions about it from the learned context
 *   in its prompt. Asked anything else it says that it is a stand-in.
 *
 * It reads English only, and prefers noting nothing to noting nonsense.
 *
 * @param options `now`: the present moment; default the clock's.
 * @returns A language model of provider `letta-memory-offline`, model id `offline-stand-in`. Its calls reject with the
 *   signal's reason when aborted, and with `UnsupportedFunctionalityError` when they demand other tools or a structured
 *   output that is not simple.
 * @example
 * ```ts
 * const { text } = await generateText({
 *   model: createOfflineModel(),
 *   system: '<human description="…">\nName: Sarah\n</human>',
 *   prompt: 'What is my name?',
 * });
 * // Your name is Sarah.
 * ```
 */
export function createOfflineModel({ now = () => new Date() }: OfflineModelOptions = {}): LanguageModelV4 {
  const generate = async (options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> => {
    options.abortSignal?.throwIfAborted();
    const language = await loadLanguage();
    options.abortSignal?.throwIfAborted();
    const moment = now();
    const today = dayOfMoment(moment);
    const toolNames = new Set((options.tools ?? []).map((tool) => tool.name));
    const isAgent = toolNames.has('memory_insert') && options.toolChoice?.type !== 'none';
    if (isAgent) {
      const calls = nextMemoryCalls({ prompt: options.prompt, toolNames, today, language });
      return finished(options, agentContent(calls, toolNames), moment);
    }
    if (options.toolChoice?.type === 'required' || options.toolChoice?.type === 'tool') throw demandedTool();
    const text =
      options.responseFormat?.type === 'json'
        ? JSON.stringify(minimalJson(options.responseFormat.schema))
        : answerMessage(readChatContext(options.prompt, today, language), language);
    return finished(options, [{ type: 'text', text }], moment);
  };
  return {
    specificationVersion: 'v4',
    provider: 'letta-memory-offline',
    modelId: 'offline-stand-in',
    supportedUrls: {},
    doGenerate: generate,
    async doStream(options) {
      const result = await generate(options);
      return { stream: streamOf(toStreamParts(result), options.abortSignal) };
    },
  };
}

function agentContent(
  calls: ReturnType<typeof nextMemoryCalls>,
  toolNames: ReadonlySet<string>,
): LanguageModelV4Content[] {
  const wanted = calls.map((call) => toolCall(call.tool, call.input));
  if (wanted.length > 0) return wanted;
  return toolNames.has('memory_finish_edits')
    ? [toolCall('memory_finish_edits', {})]
    : [{ type: 'text', text: 'Everything is noted.' }];
}

function toolCall(toolName: string, input: object): LanguageModelV4Content {
  return {
    type: 'tool-call',
    toolCallId: `call_${crypto.randomUUID()}`,
    toolName,
    input: JSON.stringify(input),
  };
}

function finished(
  options: LanguageModelV4CallOptions,
  content: LanguageModelV4Content[],
  timestamp: Date,
): LanguageModelV4GenerateResult {
  const calls = content.some((part) => part.type === 'tool-call');
  const { parts, cut } = cutText(content, options.maxOutputTokens);
  const unified = cut ? 'length' : calls ? 'tool-calls' : 'stop';
  return {
    content: parts,
    finishReason: { unified, raw: unified },
    usage: usageOf(options, parts),
    warnings: [],
    response: { id: crypto.randomUUID(), modelId: 'offline-stand-in', timestamp },
  };
}

/** A token is four characters here, near enough to a real model's. */
const charactersPerToken = 4;

function cutText(
  content: LanguageModelV4Content[],
  maxOutputTokens: number | undefined,
): { parts: LanguageModelV4Content[]; cut: boolean } {
  const most = (maxOutputTokens ?? Number.POSITIVE_INFINITY) * charactersPerToken;
  let cut = false;
  const parts = content.map((part) => {
    if (part.type !== 'text' || part.text.length <= most) return part;
    cut = true;
    return { ...part, text: part.text.slice(0, most) };
  });
  return { parts, cut };
}

function usageOf(
  { prompt }: LanguageModelV4CallOptions,
  content: readonly LanguageModelV4Content[],
): LanguageModelV4Usage {
  const read = prompt.reduce((sum, message) => sum + messageText(message).length, 0);
  const written = content.reduce(
    (sum, part) =>
      sum + (part.type === 'text' ? part.text.length : part.type === 'tool-call' ? part.input.length : 0),
    0,
  );
  const input = Math.ceil(read / charactersPerToken);
  const output = Math.ceil(written / charactersPerToken);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

function demandedTool(): UnsupportedFunctionalityError {
  return new UnsupportedFunctionalityError({
    functionality: 'toolChoice',
    message: 'The offline stand-in calls the memory tools only. Use a real model for tools of your own.',
  });
}
