import { describe, expect, it } from 'vitest';
import { ResultCollector } from './result-collector.js';
import type { TurnResult } from './turn.js';

function collect(...parts: unknown[]): TurnResult {
  const collector = new ResultCollector();
  for (const part of parts) collector.add(part);
  return collector.result();
}

const delta = (id: string, text: string): object => ({ type: 'text-delta', id, delta: text });
const finish = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' } };
const call = { type: 'tool-call', toolCallId: 'call-1', toolName: 'search', input: '{}' };

describe('ResultCollector', () => {
  it('puts texts together by their ids, each where it began', () => {
    expect(collect(delta('a', 'One'), delta('b', 'Two'), call, delta('a', ' more'), finish).content).toEqual([
      { type: 'text', text: 'One more' },
      { type: 'text', text: 'Two' },
      call,
    ]);
  });

  it('begins a new text when an id is used again', () => {
    const parts = [delta('a', 'One'), { type: 'text-end', id: 'a' }, call, delta('a', 'Two'), finish];
    expect(collect(...parts).content).toEqual([
      { type: 'text', text: 'One' },
      call,
      { type: 'text', text: 'Two' },
    ]);
  });

  it('keeps calls, results and files, and leaves out what is on the way to a result', () => {
    const result = { type: 'tool-result', toolCallId: 'call-1', toolName: 'search', result: 3 };
    const file = { type: 'file', mediaType: 'image/png', data: 'AAAA' };
    const parts = [
      call,
      { ...result, result: 1, preliminary: true },
      result,
      file,
      { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
    ];
    expect(collect(...parts, finish).content).toEqual([call, result, file]);
  });

  it('counts as failed without a `finish` part and after an `error` part', () => {
    expect(collect(delta('a', 'One')).failed).toBe(true);
    expect(collect({ type: 'error', error: new Error('overloaded') }, finish).failed).toBe(true);
    expect(collect(delta('a', 'One'), finish)).toMatchObject({
      failed: false,
      finishReason: finish.finishReason,
    });
  });

  it('does not change what it has told', () => {
    const collector = new ResultCollector();
    collector.add(delta('a', 'One'));
    const told = collector.result();
    collector.add(delta('a', ' more'));
    expect(told.content).toEqual([{ type: 'text', text: 'One' }]);
  });

  it('passes over what it cannot read', () => {
    expect(
      collect(null, 3, 'text', [], {}, { type: 'text-delta' }, { type: 'text-delta', delta: 3 }, finish)
        .content,
    ).toEqual([]);
  });
});
