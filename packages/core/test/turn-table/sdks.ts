/** The three majors of the AI SDK behind one face, each with its own mock model. */
import * as sdk7 from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import * as sdk5 from 'ai5';
import { MockLanguageModelV2 } from 'ai5/test';
import * as sdk6 from 'ai6';
import { MockLanguageModelV3 } from 'ai6/test';
import { generated, streamed, type SpecVersion, type Step } from './script.js';

/** What the tables use of an SDK. */
export interface Sdk {
  generateText(options: object): Promise<GenerateResult>;
  streamText(options: object): StreamResult;
  wrapLanguageModel(options: { model: object; middleware: object }): object;
  stepCountIs(count: number): unknown;
  hasToolCall(name: string): unknown;
  pruneMessages(options: object): Message[];
}

export interface GenerateResult {
  readonly text: string;
  readonly response: { readonly messages: readonly Message[] };
}

export interface StreamResult {
  readonly textStream: AsyncIterable<string>;
  readonly fullStream: AsyncIterable<{ type: string }>;
  readonly response: PromiseLike<{ readonly messages: readonly Message[] }>;
  consumeStream(options?: object): PromiseLike<void>;
}

export interface Message {
  readonly role: string;
  readonly content: unknown;
  readonly providerOptions?: unknown;
}

export interface Version {
  readonly name: 'ai 5' | 'ai 6' | 'ai 7';
  readonly spec: SpecVersion;
  readonly sdk: Sdk;
  /** A model that answers each call with the next step. */
  readonly model: (steps: readonly Step[]) => object;
}

export const versions: readonly Version[] = [
  {
    name: 'ai 7',
    spec: 'v4',
    sdk: faceOf(sdk7),
    model: (steps) => new MockLanguageModelV4(script(steps, 'v4', sdk7.APICallError)),
  },
  {
    name: 'ai 6',
    spec: 'v3',
    sdk: faceOf(sdk6),
    model: (steps) => new MockLanguageModelV3(script(steps, 'v3', sdk6.APICallError)),
  },
  {
    name: 'ai 5',
    spec: 'v2',
    sdk: faceOf(sdk5),
    model: (steps) => new MockLanguageModelV2(script(steps, 'v2', sdk5.APICallError)),
  },
];

// The majors type the same calls apart; what the tables use of them is the same at run time.
function faceOf(sdk: object): Sdk {
  return sdk as unknown as Sdk;
}

// Fits the constructors of all three mock models, which type their own spec each.
function script(
  steps: readonly Step[],
  version: SpecVersion,
  APICallError: new (options: {
    message: string;
    url: string;
    requestBodyValues: object;
    isRetryable: boolean;
  }) => Error,
): { doGenerate: never; doStream: never } {
  const left = [...steps];
  const next = async (options: { abortSignal?: AbortSignal }): Promise<Step> => {
    const step = left.shift();
    if (!step) throw new Error('The script has no more steps.');
    if (step.after) await Promise.race([step.after, aborted(options.abortSignal)]);
    if (step.breaks === 'retryable')
      throw new APICallError({ message: 'overloaded', url: '', requestBodyValues: {}, isRetryable: true });
    if (step.breaks === 'before') throw new Error('overloaded');
    return step;
  };
  const doGenerate = async (options: object): Promise<object> => {
    const step = await next(options);
    if (step.breaks) throw new Error('overloaded');
    return generated(step, version);
  };
  const doStream = async (options: object): Promise<object> => {
    const step = await next(options);
    return { stream: source(streamed(step, version), step.breaks === 'middle') };
  };
  return { doGenerate: doGenerate as never, doStream: doStream as never };
}

function source(parts: readonly object[], breaks: boolean): ReadableStream<object> {
  const left = [...parts];
  return new ReadableStream({
    pull(controller) {
      const part = left.shift();
      if (part) controller.enqueue(part);
      else if (breaks) controller.error(new Error('connection reset'));
      else controller.close();
    },
  });
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
