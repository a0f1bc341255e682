/**
 * The shapes of messages that `addMessages` takes, written structurally: nothing is imported, so that messages of
 * the AI SDK 5, 6 and 7 fit as they are and none of them has to be installed.
 */

/** Who speaks in a message. Messages of `system` are accepted and left out: an app's prompt is nothing to learn. */
export type MessageRole = 'system' | 'user' | 'assistant' | 'tool';

/** The moment a message was written: a `Date`, milliseconds since 1970, or an ISO 8601 string. */
export type MessageTime = Date | number | string;

/**
 * One part of a message with several: text, an image or file, a tool call, a tool result and so on.
 *
 * `type` says which of the other fields are there. They are loose on purpose: each major version of the AI SDK adds
 * some, and a part of a kind not known here is left out rather than refused.
 */
export interface MessagePart {
  /** `text`, `file`, `image`, `tool-call`, `tool-result`, `tool-<name>`, `dynamic-tool`, `data-<name>` and so on. */
  readonly type: string;
  /** The text of a `text` or `reasoning` part. Reasoning is never forwarded. */
  readonly text?: unknown;
  /** The picture of an `image` part. Bytes and URLs are never forwarded. */
  readonly image?: unknown;
  /** The content of a `file` part, or what a `data-<name>` part holds. Never forwarded. */
  readonly data?: unknown;
  /** Where the file is. Never forwarded. */
  readonly url?: unknown;
  /** The id of a source. */
  readonly sourceId?: unknown;
  /** The title of a source or of a tool call. */
  readonly title?: unknown;
  /** The name of a file. */
  readonly filename?: unknown;
  /** What kind of file it is, as `image/png`. */
  readonly mediaType?: unknown;
  /** Which tool was called. */
  readonly toolName?: unknown;
  /** Joins a call with its result. */
  readonly toolCallId?: unknown;
  /** What the tool was called with. */
  readonly input?: unknown;
  /** What the tool answered. */
  readonly output?: unknown;
  /** How the call of a UI message's tool stands. */
  readonly state?: unknown;
  /** Why the call of a UI message's tool failed. */
  readonly errorText?: unknown;
  /** The user's answer to the question whether a tool may run, in a UI message. */
  readonly approval?: unknown;
  /** Joins a question whether a tool may run with its answer. */
  readonly approvalId?: unknown;
  /** Whether the tool may run, in a `tool-approval-response`. */
  readonly approved?: unknown;
  /** Why the tool may not run, in a `tool-approval-response`. */
  readonly reason?: unknown;
  /** The parts of a `steering-message`: what the user said while the assistant was answering. */
  readonly parts?: unknown;
  /** The id of a part. */
  readonly id?: unknown;
  /** The kind of a provider's own part. */
  readonly kind?: unknown;
  /** Whether the provider ran the tool itself. */
  readonly providerExecuted?: unknown;
  /** What the caller tells the provider. Never forwarded. */
  readonly providerOptions?: unknown;
  /** What the provider told the caller. Never forwarded. */
  readonly providerMetadata?: unknown;
}

/**
 * The plain message of the Memory SDK, which is also OpenAI's.
 *
 * @example { role: 'user', content: 'Hi, my name is Sarah' }
 */
export interface SeedMessage {
  /** Who speaks. */
  readonly role: MessageRole;
  /** What was said. */
  readonly content: string;
  /** When it was said. Default: the moment of the call. */
  readonly createdAt?: MessageTime;
}

/** What `ModelMessage` of the AI SDK looks like: what models get, and what `generateText` adds to a conversation. */
export interface ModelMessageLike {
  /** Who speaks. */
  readonly role: MessageRole;
  /** The text, or its parts. */
  readonly content: string | readonly MessagePart[];
  /** What the caller tells the provider. Never forwarded. */
  readonly providerOptions?: unknown;
  /** When it was said. Default: the moment of the call. */
  readonly createdAt?: MessageTime;
}

/** What `UIMessage` of the AI SDK looks like: what `useChat` keeps and sends. */
export interface UIMessageLike {
  /** The id of the message. Not used. */
  readonly id?: string;
  /** Who speaks. */
  readonly role: MessageRole;
  /** The app's own data. A `createdAt` in it (`Date`, milliseconds or ISO 8601) says when the message was written. */
  readonly metadata?: unknown;
  /** The parts of the message, in order. */
  readonly parts: readonly MessagePart[];
  /** When it was said. Default: `metadata.createdAt`, else the moment of the call. */
  readonly createdAt?: MessageTime;
}

/** Any message that `addMessages` takes: the plain one, or a `ModelMessage` or `UIMessage` of the AI SDK 5, 6 or 7. */
export type MemoryMessage = SeedMessage | ModelMessageLike | UIMessageLike;
