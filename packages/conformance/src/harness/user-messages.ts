import type { Message, UserMessage } from '@letta-ai/letta-client/resources/agents/messages';

/** The user messages among those that Letta lists. */
export const userMessages = (items: readonly Message[]): UserMessage[] =>
  items.flatMap((item) => (item.message_type === 'user_message' ? [item] : []));
