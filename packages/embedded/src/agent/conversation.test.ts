import { describe, expect, it } from 'vitest';
import { type StoredMessage, toConversation } from './conversation.js';

function message(changes: Partial<StoredMessage>): StoredMessage {
  return {
    role: 'user',
    content: '',
    toolCalls: [],
    toolCallId: null,
    toolName: null,
    toolStatus: null,
    ...changes,
  };
}

const calls = [
  { id: 'a', name: 'memory_insert', arguments: '{"label":"human","new_string":"x"}' },
  { id: 'b', name: 'memory_finish_edits', arguments: 'broken' },
];
const answer = message({ role: 'assistant', toolCalls: calls });
const resultOf = (id: string, status: 'success' | 'error') =>
  message({ role: 'tool', content: 'done', toolCallId: id, toolName: 'memory_insert', toolStatus: status });

describe('toConversation', () => {
  it('joins the results of one step and tells success from failure', () => {
    const conversation = toConversation([
      message({ content: 'hello' }),
      answer,
      resultOf('a', 'success'),
      resultOf('b', 'error'),
      message({ role: 'assistant', content: 'Done.' }),
    ]);
    expect(conversation.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    expect(conversation[1]?.content).toMatchObject([
      { toolCallId: 'a', input: { label: 'human', new_string: 'x' } },
      { toolCallId: 'b', input: {} },
    ]);
    expect(conversation[2]?.content).toMatchObject([
      { toolCallId: 'a', output: { type: 'text', value: '{"status":"OK","message":"done"}' } },
      { toolCallId: 'b', output: { type: 'text', value: '{"status":"Failed","message":"done"}' } },
    ]);
  });

  it('leaves out calls without a result, and a message that has nothing else', () => {
    expect(toConversation([answer, resultOf('a', 'success')])[0]?.content).toMatchObject([
      { toolCallId: 'a' },
    ]);
    expect(toConversation([answer])).toEqual([]);
  });

  it('takes a system message among the input for the user’s', () => {
    expect(toConversation([message({ role: 'system', content: 'note' })])).toEqual([
      { role: 'user', content: 'note' },
    ]);
  });
});
