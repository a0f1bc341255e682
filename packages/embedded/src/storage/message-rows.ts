import type { InStatement, Row } from '@libsql/client';
import { z } from 'zod';

import { booleanOf, jsonOf, numberOf, optionalTextOf, textOf } from './row-values.js';
import { insertInto, type Fragment } from './sql.js';

const ROLES = ['system', 'user', 'assistant', 'tool'] as const;
const TOOL_STATUSES = ['success', 'error'] as const;

/** A call of a tool as the model made it. */
export interface StoredToolCall {
  id: string;
  name: string;
  /** JSON as the model wrote it, which may be broken. */
  arguments: string;
}

/** A message as it is stored. One with reasoning, text and tool calls is listed as several items. */
export interface MessageRow {
  id: string;
  agentId: string;
  runId: string | null;
  stepId: string | null;
  role: (typeof ROLES)[number];
  name: string | null;
  content: string;
  reasoning: string | null;
  toolCalls: StoredToolCall[];
  /** Which call a message of role `tool` answers. */
  toolCallId: string | null;
  toolName: string | null;
  toolStatus: (typeof TOOL_STATUSES)[number] | null;
  /** The id a caller gave it. */
  otid: string | null;
  /** Whether the agent still sees it. */
  inContext: boolean;
  /** Its place among all messages. */
  sequence: number;
  createdAt: string;
}

/** A message to be stored. What is left out is null, none, or (`inContext`) true. */
export type NewMessage = Pick<MessageRow, 'id' | 'role' | 'content'> &
  Partial<
    Pick<
      MessageRow,
      'name' | 'reasoning' | 'toolCalls' | 'toolCallId' | 'toolName' | 'toolStatus' | 'otid' | 'inContext'
    >
  >;

/** The statement that stores a message. */
export function messageInsert(
  message: NewMessage,
  place: { agentId: string; runId: string; stepId: string; createdAt: string },
  guard: Fragment,
): InStatement {
  return insertInto(
    'messages',
    {
      id: message.id,
      agent_id: place.agentId,
      run_id: place.runId,
      step_id: place.stepId,
      role: message.role,
      name: message.name ?? null,
      content: message.content,
      reasoning: message.reasoning ?? null,
      tool_calls: JSON.stringify(message.toolCalls ?? []),
      tool_call_id: message.toolCallId ?? null,
      tool_name: message.toolName ?? null,
      tool_status: message.toolStatus ?? null,
      otid: message.otid ?? null,
      in_context: message.inContext ?? true,
      created_at: place.createdAt,
    },
    guard,
  );
}

const toolCalls = z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() }));

/** A row of the table. */
export function toMessage(row: Row): MessageRow {
  return {
    id: textOf(row, 'id'),
    agentId: textOf(row, 'agent_id'),
    runId: optionalTextOf(row, 'run_id'),
    stepId: optionalTextOf(row, 'step_id'),
    role: z.enum(ROLES).parse(row['role']),
    name: optionalTextOf(row, 'name'),
    content: textOf(row, 'content'),
    reasoning: optionalTextOf(row, 'reasoning'),
    toolCalls: jsonOf(row, 'tool_calls', toolCalls),
    toolCallId: optionalTextOf(row, 'tool_call_id'),
    toolName: optionalTextOf(row, 'tool_name'),
    toolStatus: z.enum(TOOL_STATUSES).nullable().parse(row['tool_status']),
    otid: optionalTextOf(row, 'otid'),
    inContext: booleanOf(row, 'in_context'),
    sequence: numberOf(row, 'sequence'),
    createdAt: textOf(row, 'created_at'),
  };
}
