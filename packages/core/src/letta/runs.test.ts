import { describe, expect, it } from 'vitest';
import { runBody, toolMessages } from '../../test/letta-bodies.js';
import { scriptedServer } from '../../test/scripted-server.js';
import { activeRuns, editedLabels } from './runs.js';
import { Server } from './server.js';

async function labelsOf(json: unknown[]) {
  const { client } = await scriptedServer({ 'GET /v1/runs/run-1/messages': { json } });
  return editedLabels(new Server(() => client), 'run-1');
}

describe('editedLabels', () => {
  it('names each edited block once, in the order of the first edit', async () => {
    const labels = await labelsOf([
      { id: 'message-0', message_type: 'user_message', content: 'Hi' },
      ...toolMessages('1', 'memory_rethink', { label: 'summary', new_memory: 'Met Sarah.' }),
      ...toolMessages('2', 'memory_insert', { label: 'human', new_string: 'Name: Sarah' }),
      ...toolMessages('3', 'memory_replace', { label: 'human', old_string: 'Sarah', new_string: 'Sara' }),
      ...toolMessages('4', 'memory_finish_edits', {}),
    ]);
    expect(labels).toEqual(['summary', 'human']);
  });

  it('leaves out edits that failed and edits that change nothing', async () => {
    const labels = await labelsOf([
      ...toolMessages('1', 'memory_replace', { label: 'human', old_string: 'x', new_string: 'y' }, 'error'),
      ...toolMessages('2', 'memory_insert', { label: 'goals', new_string: '' }),
      ...toolMessages('3', 'memory_replace', { label: 'summary', old_string: 'same', new_string: 'same' }),
    ]);
    expect(labels).toEqual([]);
  });

  it('reads the older shape with one call and one return, and takes no harm from nonsense', async () => {
    const labels = await labelsOf([
      {
        id: 'message-1',
        message_type: 'tool_call_message',
        tool_call: {
          name: 'memory_insert',
          arguments: '{"label":"human","new_string":"x"}',
          tool_call_id: 'a',
        },
      },
      { id: 'message-2', message_type: 'tool_return_message', tool_call_id: 'a', status: 'success' },
      ...toolMessages('3', 'archival_memory_insert', { label: 'not a block' }),
      {
        id: 'message-4',
        message_type: 'tool_call_message',
        tool_call: { name: 'memory_insert', arguments: '{"broken": ', tool_call_id: 'b' },
      },
      { id: 'message-5', message_type: 'tool_return_message', tool_call_id: 'b', status: 'success' },
      { id: 'message-6', message_type: 'tool_call_message', tool_calls: [null, { name: 5 }] },
    ]);
    expect(labels).toEqual(['human']);
  });

  it('reads on over several pages', async () => {
    const all = Array.from({ length: 150 }, (_, index) =>
      toolMessages(String(index), 'memory_insert', {
        label: index === 149 ? 'last' : 'human',
        new_string: 'x',
      }),
    ).flat();
    const { client } = await scriptedServer({
      'GET /v1/runs/run-1/messages': ({ query }) => {
        const start = all.findIndex(({ id }) => id === query.get('after')) + 1;
        return { json: all.slice(start, start + Number(query.get('limit'))) };
      },
    });
    expect(await editedLabels(new Server(() => client), 'run-1')).toEqual(['human', 'last']);
  });

  it('ends on a server that ignores the cursor', async () => {
    const page = Array.from({ length: 200 }, (_, index) => ({
      id: `message-${index}`,
      message_type: 'user_message',
    }));
    const { client, requests } = await scriptedServer({ 'GET /v1/runs/run-1/messages': { json: page } });
    expect(await editedLabels(new Server(() => client), 'run-1')).toEqual([]);
    expect(requests.length).toBeLessThan(4);
  });
});

describe('activeRuns', () => {
  it('asks for one page and drops what has ended', async () => {
    const { client, requests } = await scriptedServer({
      'GET /v1/runs/': {
        json: [
          runBody(),
          runBody({ id: 'run-2', status: 'created' }),
          runBody({ id: 'run-3', status: 'running' }),
        ],
      },
    });
    const runs = await activeRuns(new Server(() => client), 'agent-1');
    expect(runs.map(({ id }) => id)).toEqual(['run-2', 'run-3']);
    expect(requests.map(({ query }) => [query.get('agent_id'), query.get('limit')])).toEqual([
      ['agent-1', '1000'],
    ]);
  });
});
