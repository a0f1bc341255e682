import type { Run } from '@letta-ai/letta-client/resources/agents/messages';
import { PAGE_SIZE, RUN_PAGE_SIZE } from '../defaults.js';
import { field, type Server } from './server.js';

/** What the server says of a run. */
export interface RunState {
  id: string;
  /** `created` and `running` are under way, all others are ends. */
  status: string;
  stopReason: string | null;
}

/** Whether a run has ended, well or not. */
export function hasEnded(run: RunState): boolean {
  return run.status !== 'created' && run.status !== 'running';
}

/** Looks at a run once. The caller looks again, so the client does not. */
export async function retrieveRun(server: Server, runId: string, timeoutMs: number): Promise<RunState> {
  const run = await server.ask(
    'look at a learning run',
    (client, options) => client.runs.retrieve(runId, options),
    { maxRetries: 0, timeoutMs },
  );
  return readRun(run);
}

/** The runs of an agent that are under way. One page: the server's cursor for runs goes the wrong way. */
export async function activeRuns(server: Server, agentId: string): Promise<RunState[]> {
  const { items } = await server.ask('list learning runs', (client, options) =>
    client.runs.list({ agent_id: agentId, active: true, limit: RUN_PAGE_SIZE }, options),
  );
  return items.map(readRun).filter((run) => !hasEnded(run));
}

/** Asks the server to stop runs. Letta marks them at once and may still write for some seconds. */
export async function cancelRuns(server: Server, agentId: string, runIds: readonly string[]): Promise<void> {
  await server.ask('cancel learning runs', (client, options) =>
    client.agents.messages.cancel(agentId, { run_ids: [...runIds] }, options),
  );
}

/**
 * The labels of the blocks that a run has changed, in the order of the first change: those its successful
 * memory tool calls edited, less the edits that left everything as it was.
 */
export async function editedLabels(server: Server, runId: string): Promise<string[]> {
  const messages = await runMessages(server, runId);
  const succeeded = new Set(messages.flatMap(successfulCallIds));
  const labels = messages.flatMap(toolCalls).flatMap((toolCall) => {
    const label = succeeded.has(toolCall.id) ? labelOfEdit(toolCall) : null;
    return label === null ? [] : [label];
  });
  return [...new Set(labels)];
}

async function runMessages(server: Server, runId: string): Promise<unknown[]> {
  const messages: unknown[] = [];
  for (let after: string | undefined; ;) {
    const { items } = await server.ask(
      'read what a learning run did',
      (client, options) =>
        client.runs.messages.list(runId, { order: 'asc', limit: PAGE_SIZE, after }, options),
      // The caller asks again, as for the run itself.
      { maxRetries: 0 },
    );
    const last: unknown = items.at(-1);
    const lastId = field(last, 'id');
    // A server that ignores the cursor would give the same page for ever.
    if (lastId === after) return messages;
    messages.push(...items);
    if (typeof lastId !== 'string') return messages;
    // The limit counts stored rows before they split into items, so only an empty page is surely the end; but
    // a run is a few rows, and a page this short cannot be a full one.
    if (items.length < PAGE_SIZE / 2) return messages;
    after = lastId;
  }
}

interface ToolCall {
  id: string;
  name: string;
  input: unknown;
}

function toolCalls(message: unknown): ToolCall[] {
  if (field(message, 'message_type') !== 'tool_call_message') return [];
  const calls = field(message, 'tool_calls') ?? field(message, 'tool_call');
  return [calls].flat().flatMap((toolCall) => {
    const id = field(toolCall, 'tool_call_id');
    const name = field(toolCall, 'name');
    if (typeof id !== 'string' || typeof name !== 'string') return [];
    return [{ id, name, input: parseJson(field(toolCall, 'arguments')) }];
  });
}

function successfulCallIds(message: unknown): string[] {
  if (field(message, 'message_type') !== 'tool_return_message') return [];
  const listed = field(message, 'tool_returns');
  const returns = Array.isArray(listed) && listed.length > 0 ? listed : [message];
  return returns.flatMap((toolReturn) => {
    const id = field(toolReturn, 'tool_call_id');
    return field(toolReturn, 'status') === 'success' && typeof id === 'string' ? [id] : [];
  });
}

/** The label that a call of a memory tool edits; null for other tools and for edits without effect. */
function labelOfEdit({ name, input }: ToolCall): string | null {
  const label = field(input, 'label');
  if (typeof label !== 'string') return null;
  if (name === 'memory_rethink') return label;
  if (name === 'memory_insert') return field(input, 'new_string') === '' ? null : label;
  if (name === 'memory_replace')
    return field(input, 'old_string') === field(input, 'new_string') ? null : label;
  return null;
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return null;
  }
}

function readRun(run: Run): RunState {
  return { id: run.id, status: run.status ?? 'created', stopReason: run.stop_reason ?? null };
}
