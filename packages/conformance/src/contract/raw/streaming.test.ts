import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { blockValue, storedText, userLine } from '../../harness/raw-runs.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('streams of a run, by the official client', (server) => {
  const client = clientOf(server);

  test('tell each step, the stop reason and the usage, then end', async () => {
    const { id } = await createMemoryAgent(client, server);
    const word = uniqueWord();
    const stream = await client.agents.messages.create(id, { messages: [userLine(word)], streaming: true });
    const events: { type: string; text: string }[] = [];
    for await (const event of stream) {
      events.push({ type: String(event.message_type), text: JSON.stringify(event) });
    }
    const types = events.map(({ type }) => type).filter((type) => type !== 'ping');
    expect(types).toEqual([
      'tool_call_message',
      'tool_return_message',
      'tool_call_message',
      'tool_return_message',
      'stop_reason',
      'usage_statistics',
    ]);
    expect(events.find(({ type }) => type === 'stop_reason')?.text).toContain('tool_rule');
    expect(events.find(({ type }) => type === 'tool_call_message')?.text).toContain(word);
    expect(await blockValue(client, id)).toContain(word);
  });

  test('end, and never hang, when the model fails', async () => {
    const { id } = await createMemoryAgent(client, server);
    const word = uniqueWord();
    const seen: string[] = [];
    try {
      const stream = await client.agents.messages.create(id, {
        messages: [userLine(`${word} [[fail 500]]`)],
        streaming: true,
      });
      for await (const event of stream) seen.push(JSON.stringify(event));
    } catch (error) {
      seen.push(String(error));
    }
    expect(seen.join('\n')).toMatch(/error/i);
    expect(await storedText(client, id)).not.toContain(word);
  });
});
