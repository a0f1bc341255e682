import type Letta from '@letta-ai/letta-client';
import type { Run } from '@letta-ai/letta-client/resources/agents/messages';

export const isActive = (run: Run): boolean => run.status === 'created' || run.status === 'running';

/** Polls a run until it has ended; the test's own time-out is the limit. */
export async function endedRun(client: Letta, runId: string): Promise<Run> {
  for (;;) {
    const run = await client.runs.retrieve(runId);
    if (!isActive(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** One transcript line of a user, delivered by the raw client. */
export const userLine = (words: string): { role: 'user'; content: string } => ({
  role: 'user',
  content: `user: ${words}`,
});

/** Delivers words and waits for the end of their run. */
export async function learn(client: Letta, agentId: string, words: string, maxSteps = 5): Promise<Run> {
  const run = await client.agents.messages.createAsync(agentId, {
    messages: [userLine(words)],
    max_steps: maxSteps,
  });
  return endedRun(client, run.id);
}

/** The value of one block of an agent. */
export async function blockValue(client: Letta, agentId: string, label = 'human'): Promise<string> {
  return (await client.agents.blocks.retrieve(label, { agent_id: agentId })).value;
}

/** All texts of an agent's messages, tool calls and results, in one string. */
export async function storedText(client: Letta, agentId: string): Promise<string> {
  const page = await client.agents.messages.list(agentId, { limit: 1000, order: 'asc' });
  return JSON.stringify(page.items);
}
