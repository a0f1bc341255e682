/** Whose turn it is, and where it was said. */
export interface TurnScope {
  /** The user. */
  readonly userId: string;
  /** The conversation, when the app names it. */
  readonly conversationId?: string | undefined;
  /** The turn, when the app names it: the id of the last user message. */
  readonly turnId?: string | undefined;
  /** What the provider keeps the conversation under: OpenAI's `previousResponseId` or `conversation`. */
  readonly responseId?: string | undefined;
}

/** What a model call came to. */
export interface TurnResult {
  /** The parts of the result, or what is there of them: text, reasoning, tool calls and results, files, sources. */
  readonly content: readonly unknown[];
  /** Why the model stopped: a string, or since spec v3 `{ unified, raw }`. */
  readonly finishReason?: unknown;
  /** Whether it broke off: error, abort, a reader that left, no `finish` part. */
  readonly failed?: boolean | undefined;
}

/** One thing said or done in a turn. */
export interface TurnItem {
  /** Who: the user, the assistant in words, the assistant by a tool call, or a tool by its result. */
  readonly role: 'user' | 'assistant' | 'call' | 'result';
  /** What, readable and cut; of a call `called NAME(arguments)`, of a result `NAME returned …`. */
  readonly text: string;
  /** The id of the tool call. Local models give the same one again and again. */
  readonly id?: string | undefined;
  /** The same for the same item, wherever it is met; of a user's words also only in the same conversation. */
  readonly fingerprint: string;
}

/**
 * How long a key stands for its turn: with a `turnId` for good (`strong`); with a conversation, a response id or
 * history for some minutes (`content`); with neither, only while the turn is open (`weak`).
 */
export type KeyLife = 'strong' | 'content' | 'weak';

/** What one call of a model says about the turn that it belongs to. */
export interface Turn {
  /** The same for all calls of the turn, as far as a prompt can tell. */
  readonly key: string;
  /** How long the key stands for the turn. */
  readonly keyLife: KeyLife;
  /** The user. */
  readonly userId: string;
  /** The conversation; `''` when the app does not name it. */
  readonly conversationId: string;
  /** What the user said, message by message. */
  readonly words: readonly TurnItem[];
  /** All that came after the words, in order, this call's result last. */
  readonly reply: readonly TurnItem[];
  /** Where in `reply` that begins which no earlier call can have handed over: the last tool results, and the result. */
  readonly newFrom: number;
  /** Where in `reply` this call's own result begins. */
  readonly resultFrom: number;
  /** Whether more is to come: tool results, or a call that is made again. */
  readonly isOpen: boolean;
  /** Whether the call broke off. */
  readonly hasFailed: boolean;
  /** When the call began, in milliseconds since 1970, by the clock that the outbox uses too. */
  readonly startedAt: number;
  /** The ids of the tool calls whose results end the prompt. */
  readonly continues: readonly string[];
  /** Whether the prompt goes on behind the user's words; otherwise the words are asked for the first time, or again. */
  readonly goesOn: boolean;
  /** The ids of the tool calls that have no result yet. */
  readonly waitsFor: readonly string[];
}

/** How much of each thing goes into a turn, in UTF-16 units. */
export interface TurnLimits {
  /** Of a message. Default 8,000. */
  readonly text?: number | undefined;
  /** Of a tool call's arguments. Default 300. */
  readonly toolArguments?: number | undefined;
  /** Of a tool's result. Default 500. */
  readonly toolResult?: number | undefined;
}
