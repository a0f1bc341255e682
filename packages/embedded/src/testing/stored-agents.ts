import type { Storage } from '../storage/open-storage.js';
import type { InputMessage } from '../storage/run-rows.js';

/** Stores a memory agent with the blocks `human` and `summary`, both empty. */
export async function makeAgent(
  storage: Storage,
  settings: { autoclear?: boolean; system?: string } = {},
): Promise<string> {
  const block = { description: null, limit: 100, readOnly: false, metadata: {}, hidden: null, tags: [] };
  const agent = await storage.agents.create(
    {
      name: 'agent',
      agentType: 'sleeptime_agent',
      system: settings.system ?? '',
      model: 'test/model',
      embedding: null,
      description: null,
      metadata: {},
      settings: {},
      timezone: 'UTC',
      messageBufferAutoclear: settings.autoclear ?? true,
      hidden: null,
      tags: [],
    },
    [
      { ...block, label: 'human', value: '' },
      { ...block, label: 'summary', value: '' },
    ],
  );
  return agent.id;
}

/** A user's message. */
export function input(content: string, otid: string | null = null): InputMessage {
  return { role: 'user', content, otid };
}

/** The value of an agent's block `human`. */
export async function humanOf(storage: Storage, agentId: string): Promise<string | undefined> {
  const blocks = await storage.blocks.ofAgent(agentId);
  return blocks.find(({ label }) => label === 'human')?.value;
}

/** What is stored of an agent's history, without its system message, as `role: content`. */
export async function historyOf(storage: Storage, agentId: string): Promise<string[]> {
  const rows = await storage.messages.list({ agentId, roles: ['user', 'assistant', 'tool'] });
  return rows.map(({ role, content, toolCalls }) =>
    [role, content || toolCalls.map(({ name }) => name).join(',')].join(': '),
  );
}
