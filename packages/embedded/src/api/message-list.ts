import type { Context } from 'hono';
import { z } from 'zod';

import { agentNotFound, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { toItems, type MessageItem } from './message-items.js';
import { pageQuery, windowInTime, type Page, type PageDefaults } from './paging.js';
import { many, readQuery } from './validation.js';

const MESSAGE_TYPES = [
  'system_message',
  'user_message',
  'assistant_message',
  'reasoning_message',
  'hidden_reasoning_message',
  'tool_call_message',
  'tool_return_message',
  'approval_request_message',
  'approval_response_message',
  'summary_message',
  'event_message',
] as const;

/** The query parameters of lists of messages. */
export const messageQuery = {
  ...pageQuery,
  include_return_message_types: many(z.enum(MESSAGE_TYPES)),
};

/**
 * The history of an agent, with the ways of the real server: the limit counts stored messages before they are split
 * into items, a filter by type comes after it, and a page asked for newest first is told oldest first.
 *
 * @throws HTTPException 404 when the agent or a cursor is not there.
 */
export async function listMessages(context: Context, agentId: string, { storage }: ApiOptions) {
  const query = readQuery(context, messageQuery);
  if ((await storage.agents.retrieve(agentId)) === null) {
    throw agentNotFound(agentId);
  }
  const { items, ascending } = await pageOfItems({ agentId }, query, { limit: 100, order: 'desc' }, storage);
  const types = query.include_return_message_types;
  const wanted = types === undefined ? items : items.filter((item) => types.includes(item.message_type));
  return ascending ? wanted : wanted.toReversed();
}

/**
 * A page of items in the order asked for.
 *
 * @param of Whose messages.
 * @param page What was asked for.
 * @param defaults What was not.
 * @throws HTTPException 404 when a cursor is not there.
 */
export async function pageOfItems(
  of: { agentId: string } | { runId: string },
  page: Page,
  defaults: PageDefaults,
  storage: ApiOptions['storage'],
): Promise<{ items: MessageItem[]; ascending: boolean }> {
  for (const cursor of [page.after, page.before]) {
    if (cursor !== undefined && (await storage.messages.retrieve(cursor)) === null) {
      throw notFound('No message found with the id of the cursor');
    }
  }
  const window = windowInTime(page, defaults);
  const messages = await storage.messages.list(of, window);
  const items = messages.flatMap((message) =>
    window.ascending ? toItems(message) : toItems(message).toReversed(),
  );
  return { items, ascending: window.ascending };
}
