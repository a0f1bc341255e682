import { z } from 'zod';
import type { TurnDelivery } from '../../src/outbox/delivery-request.js';
import { Outbox, type OutboxOptions } from '../../src/outbox/outbox.js';
import { observeStream } from '../../src/turn/observe-stream.js';
import { readTurn } from '../../src/turn/read-turn.js';
import type { TurnResult, TurnScope } from '../../src/turn/turn.js';
import type { Step } from './script.js';
import type { Message, StreamResult, Version } from './sdks.js';
import { settle, TestClock } from './test-clock.js';

/** Which ids the app gives. */
export type Ids = 'conversation and turn' | 'conversation' | 'none';
/** How the app asks. */
export type Way = 'generateText' | 'streamText';

/** What a call may have besides its messages. */
export interface AskOptions {
  readonly maxSteps?: number;
  readonly maxRetries?: number;
  readonly system?: string;
  readonly stopWhen?: unknown;
  readonly prepareStep?: unknown;
  readonly tools?: Readonly<Record<string, unknown>>;
  readonly abortSignal?: AbortSignal;
  readonly responseId?: string;
}

/** An app with memory: any number of chats of one user, and all that was delivered. */
export class World {
  readonly clock = new TestClock();
  readonly outbox: Outbox;
  /** What was delivered, one by one. */
  readonly deliveries: TurnDelivery[] = [];
  /** How many runs there were. */
  runs = 0;
  /** Set by tests: what a delivery waits for, or fails with. */
  run: () => Promise<void> = async () => {};

  constructor(
    readonly version: Version,
    readonly ids: Ids,
    readonly way: Way,
    options: Partial<OutboxOptions> = {},
  ) {
    this.outbox = new Outbox({
      clock: this.clock,
      deliver: async (_, deliveries) => {
        this.runs += 1;
        await this.run();
        this.deliveries.push(...deliveries);
        return { runId: `run-${this.runs}`, learned: [] };
      },
      ...options,
    });
  }

  chat(name = 'chat-1'): Chat {
    return new Chat(this, name);
  }

  /** What was delivered so far, each message as its lines. */
  async delivered(): Promise<string[][]> {
    await settle();
    return this.deliveries.map(linesOf);
  }

  /** What was delivered once all grace is over. */
  async deliveredAtLast(): Promise<string[][]> {
    await this.clock.advance(200_000);
    return this.delivered();
  }

  /** The model with memory: a middleware that does nothing but hand over turns. */
  remembering(steps: readonly Step[]): object {
    const { clock, outbox } = this;
    const remember = (params: Params, startedAt: number) => (result: TurnResult) => {
      const turn = readTurn(params.prompt, result, scopeOf(params), { startedAt });
      if (turn) void outbox.upsert(turn);
    };
    const failed: TurnResult = { content: [], failed: true };
    const middleware = {
      specificationVersion: 'v3',
      wrapGenerate: async ({ doGenerate, params }: Hook) => {
        const tell = remember(params, clock.now());
        try {
          const result = await doGenerate();
          tell(result);
          return result;
        } catch (error) {
          tell(failed);
          throw error;
        }
      },
      wrapStream: async ({ doStream, params }: Hook) => {
        const tell = remember(params, clock.now());
        try {
          const { stream, ...rest } = await doStream();
          const options = { signal: params.abortSignal, clock, onEnd: tell, onIdle: tell };
          return { ...rest, stream: observeStream(stream, options) };
        } catch (error) {
          tell(failed);
          throw error;
        }
      },
    };
    return this.version.sdk.wrapLanguageModel({ model: this.version.model(steps), middleware });
  }
}

/** One conversation of the app, with its history. */
export class Chat {
  messages: Message[] = [];
  turnId = '';
  #turns = 0;

  constructor(
    readonly world: World,
    readonly name: string,
  ) {}

  /** Adds what the user says. */
  user(content: unknown, turnId = `${this.name}-turn-${(this.#turns += 1)}`): void {
    this.turnId = turnId;
    this.messages.push({ role: 'user', content });
  }

  /** The user says something, the model answers, and the history grows. */
  async say(content: unknown, steps: readonly Step[], options: AskOptions = {}): Promise<void> {
    this.user(content);
    await this.answer(steps, options);
  }

  /** The model answers the history as it is. */
  async answer(steps: readonly Step[], options: AskOptions = {}): Promise<void> {
    this.messages.push(...(await this.ask(steps, options)));
  }

  /** Asks without keeping the answer; a failed call answers nothing. */
  async ask(
    steps: readonly Step[],
    options: AskOptions = {},
    messages = this.messages,
  ): Promise<readonly Message[]> {
    const { sdk } = this.world.version;
    const call = this.callOptions(steps, options, messages);
    try {
      if (this.world.way === 'generateText') return (await sdk.generateText(call)).response.messages;
      let hasFailed = false;
      const onError = (): void => {
        hasFailed = true;
      };
      const result = sdk.streamText({ ...call, onError });
      await result.consumeStream({ onError });
      // After an error, 5 never settles this.
      return hasFailed ? [] : (await result.response).messages;
    } catch {
      return [];
    }
  }

  /** A stream that nobody reads yet. */
  stream(steps: readonly Step[], options: AskOptions = {}): StreamResult {
    return this.world.version.sdk.streamText(this.callOptions(steps, options, this.messages));
  }

  callOptions(steps: readonly Step[], options: AskOptions, messages: readonly Message[]): object {
    const { maxSteps = 10, tools = allTools, responseId, stopWhen, ...rest } = options;
    const { world } = this;
    const hasIds = world.ids !== 'none';
    return {
      model: world.remembering(steps),
      messages: [...messages],
      tools,
      maxRetries: 0,
      stopWhen: stopWhen ?? world.version.sdk.stepCountIs(maxSteps),
      onError: () => {},
      providerOptions: {
        test: {
          userId: 'sarah',
          ...(hasIds && { conversationId: this.name }),
          ...(world.ids === 'conversation and turn' && { turnId: this.turnId }),
          ...(responseId !== undefined && { responseId }),
        },
      },
      ...rest,
    };
  }
}

/** Tools that the SDK runs, and one that the client has to. */
export const allTools = {
  weather: {
    description: 'The weather of a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }: { city: string }) => ({ city, weather: 'rain' }),
  },
  show: { description: 'Shows something to the user', inputSchema: z.object({ what: z.string() }) },
};

export const clientResult = (toolCallId: string, toolName: string, value: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }],
});

interface Params {
  readonly prompt: unknown;
  readonly abortSignal?: AbortSignal;
  readonly providerOptions?: { readonly test?: TurnScope };
}

interface Hook {
  readonly params: Params;
  readonly doGenerate: () => Promise<TurnResult>;
  readonly doStream: () => Promise<{ stream: ReadableStream<object> }>;
}

function scopeOf({ providerOptions }: Params): TurnScope {
  return providerOptions?.test ?? { userId: 'nobody' };
}

function linesOf({ items }: TurnDelivery): string[] {
  return items.map(({ role, text }) => `${role}: ${text}`);
}
