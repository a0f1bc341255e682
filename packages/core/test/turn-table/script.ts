/** What the mock models answer, written once for all versions of the spec. */

/** One call of the model. */
export interface Step {
  /** The parts of the result; a tool call's `input` may be a value. */
  readonly content: readonly Part[];
  /** Default: `tool-calls` if the client has a call to run, else `stop`. */
  readonly finish?: string;
  /** How it goes wrong: before anything, so that the SDK tries again by itself, by an error in the middle, by an error part, or without a `finish` part. */
  readonly breaks?: 'before' | 'retryable' | 'middle' | 'error-part' | 'no-finish';
  /** Waited for before the answer. */
  readonly after?: Promise<void>;
}

export type Part = Readonly<Record<string, unknown>> & { readonly type: string };

export const say = (text: string, rest: Omit<Step, 'content'> = {}): Step => ({
  content: [{ type: 'text', text }],
  ...rest,
});

export const toolCall = (toolName: string, input: unknown, toolCallId: string): Part => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  input: JSON.stringify(input),
});

export const call = (
  toolName: string,
  input: unknown,
  toolCallId: string,
  rest: Omit<Step, 'content'> = {},
): Step => ({
  content: [toolCall(toolName, input, toolCallId)],
  ...rest,
});

export type SpecVersion = 'v2' | 'v3' | 'v4';

/** The result of `doGenerate`. */
export function generated(step: Step, version: SpecVersion): object {
  return {
    content: step.content,
    finishReason: finishReason(step, version),
    usage: usage(version),
    warnings: [],
  };
}

/** The parts of `doStream`. */
export function streamed(step: Step, version: SpecVersion): object[] {
  const parts = step.content.flatMap(partsOf);
  const finish = { type: 'finish', finishReason: finishReason(step, version), usage: usage(version) };
  const start = { type: 'stream-start', warnings: [] };
  switch (step.breaks) {
    case 'error-part':
      return [start, ...parts, { type: 'error', error: new Error('overloaded') }, finish];
    case 'no-finish':
    case 'middle':
      return [start, ...parts];
    default:
      return [start, ...parts, finish];
  }
}

function partsOf(part: Part, index: number): object[] {
  const id = `part-${index}`;
  const kind = part.type;
  if (kind !== 'text' && kind !== 'reasoning') return [part];
  // In pieces, as it comes.
  const pieces = String(part['text']).match(/.{1,8}/gsu) ?? [];
  return [
    { type: `${kind}-start`, id },
    ...pieces.map((delta) => ({ type: `${kind}-delta`, id, delta })),
    { type: `${kind}-end`, id },
  ];
}

function finishReason({ content, finish }: Step, version: SpecVersion): unknown {
  const hasCall = content.some(
    ({ type, providerExecuted }) => type === 'tool-call' && providerExecuted !== true,
  );
  const unified = finish ?? (hasCall ? 'tool-calls' : 'stop');
  return version === 'v2' ? unified : { unified, raw: undefined };
}

function usage(version: SpecVersion): object {
  if (version === 'v2') return { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
  return {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
}
