import type Letta from '@letta-ai/letta-client';
import type { AgentCreateParams, AgentState } from '@letta-ai/letta-client/resources/agents/agents';

import type { ServerUnderTest } from '../servers/server.js';
import { uniqueWord } from './unique.js';

/** A memory agent as `Memory` makes it, by the raw client; `name` and `tags` are unique unless given. */
export async function createMemoryAgent(
  client: Letta,
  server: ServerUnderTest,
  overrides: Partial<AgentCreateParams> = {},
): Promise<AgentState> {
  const word = uniqueWord('agent');
  return client.agents.create({
    name: word,
    agent_type: 'sleeptime_agent',
    model: server.model,
    tags: [word],
    memory_blocks: [
      { label: 'human', description: 'Details about the human.', limit: 10_000, value: '', tags: [word] },
      { label: 'summary', description: 'A running summary.', limit: 1_000, value: '', tags: [word] },
    ],
    initial_message_sequence: [],
    message_buffer_autoclear: true,
    timezone: 'UTC',
    ...overrides,
  });
}
