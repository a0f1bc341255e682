/** Bodies as a Letta server sends them, cut down to what the SDK reads. */

/** A memory agent. */
export function agentBody(overrides: Record<string, unknown> = {}) {
  return {
    id: 'agent-1',
    name: 'letta-memory-1',
    created_at: '2026-11-24T10:00:00.000000Z',
    llm_config: { context_window: 128_000 },
    metadata: { lettaMemoryUser: 'sarah' },
    blocks: [blockBody('human'), blockBody('summary', { limit: 1_000 })],
    ...overrides,
  };
}

/** A memory block. */
export function blockBody(label: string, overrides: Record<string, unknown> = {}) {
  return {
    id: `block-${label}`,
    label,
    value: '',
    description: `About ${label}.`,
    limit: 10_000,
    ...overrides,
  };
}

/** A run. */
export function runBody(overrides: Record<string, unknown> = {}) {
  return { id: 'run-1', agent_id: 'agent-1', status: 'completed', stop_reason: 'tool_rule', ...overrides };
}

/** A tool call and its return, as `runs.messages.list` gives them. */
export function toolMessages(id: string, name: string, input: unknown, status = 'success') {
  const call = { name, arguments: JSON.stringify(input), tool_call_id: id };
  const toolReturn = { type: 'tool', tool_return: 'None', status, tool_call_id: id };
  return [
    { id: `message-${id}-call`, message_type: 'tool_call_message', tool_call: call, tool_calls: [call] },
    {
      id: `message-${id}-return`,
      message_type: 'tool_return_message',
      ...toolReturn,
      tool_returns: [toolReturn],
    },
  ];
}

/** The first event of a background run. */
export const ping = (runId: string) => ({ id: 'ping-1', message_type: 'ping', run_id: runId });
