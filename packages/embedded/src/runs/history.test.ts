import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../agent/conversation.js';
import { cutHistory } from './history.js';

function message(role: StoredMessage['role'], content: string): StoredMessage {
  return { role, content, toolCalls: [], toolCallId: null, toolName: null, toolStatus: null };
}

const history = [
  message('user', 'aaaa'),
  message('assistant', 'bbbb'),
  message('user', 'cccc'),
  message('user', 'dddd'),
  message('assistant', 'eeee'),
];

describe('cutHistory', () => {
  it('keeps all that fits', () => {
    expect(cutHistory(history, 20)).toEqual(history);
  });

  it.each([19, 16, 12])('begins with the user’s words: %i characters', (characters) => {
    expect(cutHistory(history, characters)).toEqual(history.slice(2));
  });

  it('keeps nothing when not even the newest turn fits', () => {
    expect(cutHistory(history, 11)).toEqual([]);
    expect(cutHistory([], 11)).toEqual([]);
  });

  it('counts what calls hold', () => {
    const calls = [{ id: '1', name: 'memory_insert', arguments: 'x'.repeat(100) }];
    expect(cutHistory([message('user', 'a'), { ...message('assistant', ''), toolCalls: calls }], 50)).toEqual(
      [],
    );
  });
});
