import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { blockValue, endedRun, isActive, learn, storedText, userLine } from '../../harness/raw-runs.js';
import { statusOf } from '../../harness/rejection.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('runs, by the official client', (server) => {
  const client = clientOf(server);
  const newAgent = async () => (await createMemoryAgent(client, server)).id;

  test('end well with tool_rule once the agent has finished its edits', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const run = await learn(client, id, word);
    expect(run).toMatchObject({ status: 'completed', stop_reason: 'tool_rule', agent_id: id });
    expect(run.id).toMatch(/^run-[0-9a-f-]{36}$/);
    expect(Date.parse(run.completed_at ?? '')).toBeGreaterThanOrEqual(Date.parse(run.created_at ?? ''));
    expect((await blockValue(client, id)).trim()).toBe(word);
  });

  test('end with end_turn and no edit when the model answers in prose', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    expect(await learn(client, id, `${word} [[prose]]`)).toMatchObject({
      status: 'completed',
      stop_reason: 'end_turn',
    });
    expect(await blockValue(client, id)).toBe('');
    expect(await storedText(client, id)).toContain(word);
  });

  test('end with max_steps, completed, when the agent never finishes', async () => {
    const id = await newAgent();
    const run = await learn(client, id, 'again [[loop]]', 3);
    expect(run).toMatchObject({ status: 'completed', stop_reason: 'max_steps' });
    expect((await blockValue(client, id)).match(/again/g)).toHaveLength(3);
  });

  test.each(['[[fail 500]]', '[[fail 429]]', '[[nonsense]]'])(
    'fail, and their words are nowhere, when the first step fails: %s',
    async (directive) => {
      const id = await newAgent();
      const word = uniqueWord();
      const run = await learn(client, id, `${word} ${directive}`);
      expect(run).toMatchObject({ status: 'failed' });
      expect(await storedText(client, id)).not.toContain(word);
      expect(await blockValue(client, id)).toBe('');
    },
  );

  test('fail in the second step with their words stored and their first edit done', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const failed = await learn(client, id, `${word} [[fail-step 2]]`);
    expect(failed).toMatchObject({ status: 'failed', stop_reason: 'error' });
    expect(await storedText(client, id)).toContain(word);
    expect(await blockValue(client, id)).toContain(word);
    expect(await learn(client, id, uniqueWord())).toMatchObject({ status: 'completed' });
  });

  test('are active while the model thinks, and their words are not stored yet', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const { id: runId } = await client.agents.messages.createAsync(id, {
      messages: [userLine(`${word} [[slow 1500]]`)],
    });
    await expect.poll(() => server.scripted.requests(word)).not.toEqual([]);
    expect(isActive(await client.runs.retrieve(runId))).toBe(true);
    expect(await storedText(client, id)).not.toContain(word);
    await endedRun(client, runId);
    expect(await storedText(client, id)).toContain(word);
  });

  test('are listed by agent and by status', async () => {
    const id = await newAgent();
    const good = await learn(client, id, 'good');
    const bad = await learn(client, id, '[[nonsense]]');
    const ids = async (query: Record<string, unknown>) =>
      (await client.runs.list({ agent_id: id, limit: 1000, ...query })).items.map((run) => run.id).toSorted();
    expect(await ids({})).toEqual([good.id, bad.id].toSorted());
    expect(await ids({ statuses: ['failed'] })).toEqual([bad.id]);
    expect(await ids({ active: true })).toEqual([]);
    expect(await ids({ stop_reason: 'tool_rule' })).toEqual([good.id]);
  });

  test('are a 404 when unknown, a 400 when their id is none', async () => {
    expect(await statusOf(client.runs.retrieve('run-00000000-0000-4000-8000-000000000000'))).toBe(404);
    expect(await statusOf(client.runs.retrieve('nonsense'))).toBe(400);
  });

  test('can be cancelled; what a cancelled run still does is told by the server', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const { id: runId } = await client.agents.messages.createAsync(id, {
      messages: [userLine(`${word} [[slow 1500]]`)],
    });
    await expect.poll(() => server.scripted.requests(word)).not.toEqual([]);
    await client.agents.messages.cancel(id, { run_ids: [runId] });
    expect(await client.runs.retrieve(runId)).toMatchObject({
      status: 'cancelled',
      stop_reason: 'cancelled',
    });
    if (server.differences.cancelStopsTheRun) {
      // a later run of this agent ends after the cancelled one would have
      await learn(client, id, '[[slow 2500]]');
      expect(await storedText(client, id)).not.toContain(word);
      expect(await blockValue(client, id)).not.toContain(word);
    } else {
      await expect.poll(() => storedText(client, id), { timeout: 20_000 }).toContain(word);
    }
    expect(await client.runs.retrieve(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('of one agent follow each other; none loses the edit of another', async () => {
    const id = await newAgent();
    const words = [uniqueWord('a'), uniqueWord('b'), uniqueWord('c')];
    for (const word of words)
      expect(await learn(client, id, word)).toMatchObject({ stop_reason: 'tool_rule' });
    const lines = (await blockValue(client, id)).split('\n').filter(Boolean);
    expect(lines).toEqual(words);
  });

  test('do what the blocking call does, which answers with their messages', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const response = await client.agents.messages.create(id, {
      messages: [userLine(word)],
      streaming: false,
    });
    expect(response.stop_reason).toMatchObject({ stop_reason: 'tool_rule' });
    expect(response.messages.map((message) => message.message_type)).toContain('tool_call_message');
    expect(response.usage.step_count).toBe(2);
    expect(await blockValue(client, id)).toContain(word);
  });
});
