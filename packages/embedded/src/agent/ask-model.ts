import {
  APICallError,
  type AssistantModelMessage,
  type LanguageModel,
  type ModelMessage,
  RetryError,
  ToolChoiceViolationError,
  generateText,
} from 'ai';
import { toolResult } from './conversation.js';
import { memoryTools } from './memory-tools.js';
import { StepFailure, toStepFailure } from './model-failure.js';

/** How often a model may write tool arguments that are no JSON before its run is given up. */
const MAX_BROKEN_ANSWERS = 3;

/** A call a model made. */
export interface ToolCall {
  id: string;
  name: string;
  /** Its arguments as JSON text. */
  arguments: string;
  /** Its arguments parsed; text when they are no JSON. */
  input: unknown;
}

/** What a model answered in one step. */
export interface ModelTurn {
  text: string;
  reasoning: string;
  calls: ToolCall[];
  /** Whether the answer ended because it had reached its greatest length. */
  cutOff: boolean;
  /** The provider's own form of the answer, with the signatures some of them want back; null when it said nothing. */
  message: AssistantModelMessage | null;
  /** Tokens, as far as the provider tells them. */
  usage: { promptTokens: number; completionTokens: number };
}

/** What to ask. */
export interface Question {
  /** The whole system prompt. */
  system: string;
  conversation: readonly ModelMessage[];
  /** Stops the call at once; the promise then rejects with the signal's reason. */
  signal: AbortSignal;
}

/** Asks a model for one step. Rejects with a {@link StepFailure}, or with the signal's reason. */
export type AskModel = (question: Question) => Promise<ModelTurn>;

/** How to ask. */
export interface AskModelOptions {
  model: LanguageModel;
  /** How long one call of the model may take with its retries, in milliseconds. */
  timeoutMs: number;
  /** How often a call is repeated after a rate limit, a server error or a broken connection. */
  maxRetries: number;
}

/**
 * Makes a function that takes one step of a memory agent: one answer of the model, its calls not yet applied.
 *
 * A model that writes broken JSON is told so within the step, and nothing of the step is handed out until
 * it got it right, so that no unusable call is ever stored.
 *
 * @param options The model and its limits.
 */
export function createAskModel({ model, timeoutMs, maxRetries }: AskModelOptions): AskModel {
  // Letta requires a tool call of sleeptime agents. Some models refuse to be required: they are asked without.
  let toolChoice: 'required' | 'auto' = 'required';

  async function call({ system, conversation, signal }: Question): Promise<ModelTurn> {
    const request = (choice: 'required' | 'auto') =>
      withDeadline(signal, timeoutMs, (abortSignal) =>
        generateText({
          model,
          instructions: system,
          messages: [...conversation],
          tools: memoryTools,
          toolChoice: choice,
          maxRetries,
          abortSignal,
        }),
      );
    try {
      return toTurn(await request(toolChoice));
    } catch (error) {
      if (ToolChoiceViolationError.isInstance(error)) return toProse(error);
      if (toolChoice === 'auto' || signal.aborted || !isRefusedRequest(error)) throw error;
      const turn = toTurn(await request('auto'));
      toolChoice = 'auto';
      return turn;
    }
  }

  return async function askModel(question) {
    const conversation = [...question.conversation];
    try {
      for (let attempt = 1; ; attempt++) {
        const turn = await call({ ...question, conversation });
        if (turn.calls.length === 0 || turn.calls.some((made) => typeof made.input !== 'string')) return turn;
        if (attempt === MAX_BROKEN_ANSWERS) {
          const detail = `The model called tools ${attempt} times with arguments that are not JSON.`;
          throw new StepFailure({ stopReason: 'invalid_tool_call', detail });
        }
        if (turn.message) conversation.push(turn.message);
        conversation.push({
          role: 'tool',
          content: turn.calls.map((made) =>
            toolResult(made.id, made.name, 'error', 'The arguments are not valid JSON.'),
          ),
        });
      }
    } catch (error) {
      if (question.signal.aborted) throw question.signal.reason;
      throw toStepFailure(error);
    }
  };
}

type Generated = Awaited<ReturnType<typeof generateText<typeof memoryTools>>>;

function toTurn(generated: Generated): ModelTurn {
  if (generated.toolCalls.length === 0) refuseUnfinished(generated.finishReason);
  const message = generated.response.messages.find((candidate) => candidate.role === 'assistant');
  return {
    text: withoutNul(generated.text),
    reasoning: withoutNul(generated.reasoningText ?? ''),
    calls: generated.toolCalls.map((call) => {
      const input = typeof call.input === 'object' ? inputWithoutNul(call.input) : call.input;
      return {
        id: call.toolCallId,
        name: call.toolName,
        arguments: JSON.stringify(typeof input === 'object' ? input : {}),
        input,
      };
    }),
    cutOff: generated.finishReason === 'length',
    message: message ?? null,
    usage: {
      promptTokens: generated.usage.inputTokens ?? 0,
      completionTokens: generated.usage.outputTokens ?? 0,
    },
  };
}

/** A model that was required to call a tool and spoke instead: its words count, and end the run. */
function toProse({ content, finishReason }: ToolChoiceViolationError): ModelTurn {
  refuseUnfinished(finishReason);
  const textOf = (type: 'text' | 'reasoning') =>
    withoutNul(content.flatMap((part) => (part.type === type ? [part.text] : [])).join(''));
  return {
    text: textOf('text'),
    reasoning: textOf('reasoning'),
    calls: [],
    cutOff: finishReason === 'length',
    message: null,
    // The AI SDK does not hand these on with the error that carries the words.
    usage: { promptTokens: 0, completionTokens: 0 },
  };
}

/** libSQL gives a text back only up to its first NUL; Letta drops it as well. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

function inputWithoutNul(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input), (_key, value: unknown) =>
    typeof value === 'string' ? withoutNul(value) : value,
  );
}

/** An answer that broke off is no decision to say nothing more: the run must not end well with it. */
function refuseUnfinished(finishReason: Generated['finishReason']): void {
  if (finishReason !== 'error' && finishReason !== 'interrupted') return;
  const detail = `The model's answer broke off (${finishReason}).`;
  throw new StepFailure({ stopReason: 'invalid_llm_response', detail });
}

/** A 4xx that says the request itself was wrong, not who asked or how often. */
function isRefusedRequest(thrown: unknown): boolean {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  return APICallError.isInstance(error) && (error.statusCode === 400 || error.statusCode === 422);
}

/**
 * Runs work under a deadline and a caller's signal, and stops waiting for it at once when either ends,
 * also for models that do not listen to their abort signal.
 */
async function withDeadline<Result>(
  signal: AbortSignal,
  timeoutMs: number,
  work: (signal: AbortSignal) => PromiseLike<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const detail = `The model did not answer within ${timeoutMs} ms.`;
    deadline.abort(new StepFailure({ stopReason: 'llm_api_error', detail }));
  }, timeoutMs);
  const either = AbortSignal.any([signal, deadline.signal]);
  const stopped = new Promise<never>((_resolve, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true });
  });
  try {
    return await Promise.race([work(either), stopped]);
  } finally {
    clearTimeout(timer);
  }
}
