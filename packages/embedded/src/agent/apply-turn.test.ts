import { describe, expect, it } from 'vitest';
import { applyTurn, endOfStep } from './apply-turn.js';
import type { ToolCall } from './ask-model.js';

const blocks = [
  { label: 'human', description: null, limit: 100, value: '', readOnly: false },
  { label: 'summary', description: null, limit: 100, value: 'old', readOnly: false },
];

function call(name: string, input: unknown): ToolCall {
  return { id: `call-${name}`, name, arguments: JSON.stringify(input), input };
}

describe('applyTurn', () => {
  it('applies calls in order, each on what the one before left, and hands out only edited blocks', () => {
    const applied = applyTurn(
      {
        calls: [
          call('memory_insert', { label: 'human', new_string: 'a' }),
          call('memory_insert', { label: 'human', new_string: 'b', insert_line: -1 }),
        ],
      },
      blocks,
    );
    expect([...applied.edits]).toEqual([['human', '\na\nb']]);
    expect(applied.calls.map(({ status, content }) => [status, content])).toEqual([
      ['success', '\na'],
      ['success', '\na\nb'],
    ]);
    expect(applied.finished).toBe(false);
    expect(blocks[0]?.value).toBe('');
  });

  it('tells the model of a refused edit and keeps the others', () => {
    const applied = applyTurn(
      {
        calls: [
          call('memory_replace', { label: 'human', old_string: 'x', new_string: 'y' }),
          call('memory_rethink', { label: 'summary', new_memory: 'new' }),
          call('memory_finish_edits', {}),
        ],
      },
      blocks,
    );
    expect(applied.calls.map(({ status }) => status)).toEqual(['error', 'success', 'success']);
    expect([...applied.edits]).toEqual([['summary', 'new']]);
    expect(applied).toMatchObject({ finished: true, nonsense: false });
    expect(applied.calls[2]?.content).toBe('None');
  });

  it.each([
    [
      'a tool that does not exist',
      call('no_such_tool', {}),
      '[ToolConstraintError] Cannot call no_such_tool',
    ],
    [
      'a tool named like an object method',
      call('toString', {}),
      '[ToolConstraintError] Cannot call toString',
    ],
    ['missing arguments', call('memory_insert', { label: 'human' }), 'invalid arguments: new_string'],
    [
      'arguments of the wrong type',
      call('memory_rethink', { label: 'human', new_memory: 7 }),
      'invalid arguments: new_memory',
    ],
    ['no object at all', call('memory_rethink', 'text'), 'invalid arguments: arguments'],
  ])('answers %s with an error and calls it nonsense', (_name, made, message) => {
    const applied = applyTurn({ calls: [made] }, blocks);
    expect(applied.calls[0]?.status).toBe('error');
    expect(applied.calls[0]?.content).toContain(message);
    expect(applied).toMatchObject({ nonsense: true, edits: new Map() });
  });

  it('does not call a refused edit nonsense', () => {
    const made = call('memory_rethink', { label: 'nolabel', new_memory: 'x' });
    expect(applyTurn({ calls: [made] }, blocks)).toMatchObject({ nonsense: false, edits: new Map() });
  });
});

describe('endOfStep', () => {
  const calls = [call('memory_insert', {})];
  const goingOn = {
    turn: { calls, cutOff: false },
    applied: { finished: false },
    stepsDone: 1,
    maxSteps: 5,
    nonsenseSteps: 0,
  };

  it.each([
    ['goes on after a call', {}, null],
    ['ends by the finishing tool', { applied: { finished: true } }, 'tool_rule'],
    [
      'ends by the finishing tool also in the last step',
      { applied: { finished: true }, stepsDone: 5 },
      'tool_rule',
    ],
    ['ends at the last step', { stepsDone: 5 }, 'max_steps'],
    ['ends with prose', { turn: { calls: [], cutOff: false } }, 'end_turn'],
    ['fails with prose that was cut off', { turn: { calls: [], cutOff: true } }, 'max_tokens_exceeded'],
    ['gives up after nonsense in a row', { nonsenseSteps: 5 }, 'invalid_tool_call'],
  ])('%s', (_name, changes, expected) => {
    expect(endOfStep({ ...goingOn, ...changes })).toBe(expected);
  });
});
