import type { MessageRow } from '../storage/message-rows.js';

/** The types of items that the embedded server tells. */
const ITEM_TYPES = [
  'system_message',
  'user_message',
  'assistant_message',
  'reasoning_message',
  'tool_call_message',
  'tool_return_message',
] as const;

/** A type of item. */
export type ItemType = (typeof ITEM_TYPES)[number];

/** An item as Letta tells it. */
export type MessageItem = ReturnType<typeof itemOf>;

/**
 * A stored message as Letta tells it: one with reasoning, words and tool calls is several items, which share its id
 * and step and differ in their otid.
 *
 * @param message What is stored.
 */
export function toItems(message: MessageRow): MessageItem[] {
  if (message.role === 'assistant') {
    return assistantParts(message).map((part, index) =>
      itemOf(message, part.type, part.fields, otidOf(message.id, index)),
    );
  }
  if (message.role === 'tool') {
    return [itemOf(message, 'tool_return_message', toolReturn(message), otidOf(message.id, 0))];
  }
  return [itemOf(message, `${message.role}_message`, { content: message.content }, message.otid)];
}

function assistantParts(message: MessageRow): { type: ItemType; fields: Record<string, unknown> }[] {
  return [
    ...(message.reasoning
      ? [
          {
            type: 'reasoning_message' as const,
            fields: { source: 'reasoner_model', reasoning: message.reasoning, signature: null },
          },
        ]
      : []),
    ...(message.content
      ? [{ type: 'assistant_message' as const, fields: { content: message.content } }]
      : []),
    ...message.toolCalls.map((call) => {
      const toolCall = { name: call.name, arguments: call.arguments, tool_call_id: call.id };
      return {
        type: 'tool_call_message' as const,
        fields: { tool_call: toolCall, tool_calls: [toolCall] },
      };
    }),
  ];
}

function toolReturn(message: MessageRow): Record<string, unknown> {
  const outcome = {
    tool_return: message.content,
    status: message.toolStatus ?? 'success',
    tool_call_id: message.toolCallId,
    stdout: null,
    stderr: null,
  };
  return { ...outcome, tool_returns: [{ type: 'tool', ...outcome }] };
}

function itemOf(message: MessageRow, type: ItemType, fields: Record<string, unknown>, otid: string | null) {
  return {
    id: message.id,
    date: `${message.createdAt.slice(0, 19)}+00:00`,
    name: message.role === 'tool' ? message.toolName : message.name,
    message_type: type,
    otid,
    sender_id: null,
    step_id: message.stepId,
    is_err: null,
    seq_id: null,
    run_id: message.runId,
    ...fields,
  };
}

/** Letta's rule: the message's own uuid with its last seven bits set to the number of the item. */
function otidOf(messageId: string, index: number): string {
  const uuid = messageId.slice('message-'.length);
  const last = (Number.parseInt(uuid.slice(-2), 16) & 0x80) | (index & 0x7f);
  return uuid.slice(0, -2) + last.toString(16).padStart(2, '0');
}
