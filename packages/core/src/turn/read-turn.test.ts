import {
  anything,
  array,
  assert,
  constantFrom,
  oneof,
  property,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTurn } from './read-turn.js';
import type { Turn, TurnResult, TurnScope } from './turn.js';

const answer: TurnResult = { content: [{ type: 'text', text: 'Nice' }], finishReason: 'stop' };
const user = (...texts: string[]): object => ({
  role: 'user',
  content: texts.map((text) => ({ type: 'text', text })),
});
const assistant = (text: string): object => ({ role: 'assistant', content: [{ type: 'text', text }] });

function read(prompt: unknown, scope: Partial<TurnScope> = {}, result = answer): Turn {
  const turn = readTurn(prompt, result, { userId: 'sarah', ...scope }, { startedAt: 7 });
  if (!turn) throw new Error('There is no turn in it.');
  return turn;
}

const lines = ({ words, reply }: Turn): string[] =>
  [...words, ...reply].map(({ role, text }) => `${role}: ${text}`);

const paste = (middle: string): object => user(`${'a'.repeat(9_000)}${middle}${'z'.repeat(9_000)}`);

describe('readTurn', () => {
  it('reads the last words and what came after them', () => {
    const turn = read([
      { role: 'system', content: 'Be kind.' },
      user('Hi'),
      assistant('Hello'),
      user('I am Sarah', 'of Bergen'),
    ]);
    expect(lines(turn)).toEqual(['user: I am Sarah\nof Bergen', 'assistant: Nice']);
    expect(turn).toMatchObject({
      isOpen: false,
      hasFailed: false,
      goesOn: false,
      startedAt: 7,
      conversationId: '',
      keyLife: 'content',
    });
  });

  it.each([
    ['v2', 'tool-calls'],
    ['v3 and v4', { unified: 'tool-calls', raw: 'tool_use' }],
  ])('is open by the finish reason of spec %s', (_, finishReason) => {
    expect(read([user('Hi')], {}, { content: [], finishReason }).isOpen).toBe(true);
  });

  it('reads a call and its result alike from a result and from the next prompt', () => {
    const called = { type: 'tool-call', toolCallId: 'call-1', toolName: 'search', input: '{"query":"rain"}' };
    const returned = { type: 'tool-result', toolCallId: 'call-1', toolName: 'search', result: { found: 3 } };
    const first = read([user('Search')], {}, { content: [called, returned], finishReason: 'stop' });
    const inPrompt = [
      { ...called, input: { query: 'rain' } },
      {
        type: 'tool-result',
        toolCallId: 'call-1',
        toolName: 'search',
        output: { type: 'json', value: { found: 3 } },
      },
    ];
    const second = read([user('Search'), { role: 'assistant', content: inPrompt }]);
    expect(second.reply.slice(0, 2)).toEqual(first.reply);
    expect(second.key).toBe(first.key);
    expect(second.goesOn).toBe(true);
  });

  it('tells which calls the prompt goes on with, and which still wait', () => {
    const calls = ['call-1', 'call-2'].map((toolCallId) => ({
      type: 'tool-call',
      toolCallId,
      toolName: 'show',
      input: {},
    }));
    const output = { type: 'text', value: 'shown' };
    const result = { type: 'tool-result', toolCallId: 'call-1', toolName: 'show', output };
    const turn = read([
      user('Show'),
      { role: 'assistant', content: calls },
      { role: 'tool', content: [result] },
    ]);
    expect(turn).toMatchObject({ continues: ['call-1'], waitsFor: ['call-2'], newFrom: 2, resultFrom: 3 });
  });

  it('lets a result answer one call, also where all calls have the same id', () => {
    const call = { type: 'tool-call', toolCallId: 'call_0', toolName: 'show', input: {} };
    const result = { type: 'tool-result', toolCallId: 'call_0', toolName: 'show', result: 'shown' };
    const turn = read([user('Show')], {}, { content: [call, call, result], finishReason: 'stop' });
    expect(turn).toMatchObject({ isOpen: true, waitsFor: ['call_0'] });
  });

  it('has no turn without words and without tool results, and one with tool results alone', () => {
    const result = {
      type: 'tool-result',
      toolCallId: 'call-1',
      toolName: 'show',
      output: { type: 'text', value: 'shown' },
    };
    const scope = { userId: 'sarah' };
    const prompts = [
      [],
      [{ role: 'system', content: 'Be kind.' }],
      [assistant('Hello')],
      [user(' ')],
      undefined,
      'Hi',
      [null],
    ];
    expect(prompts.map((prompt) => readTurn(prompt, answer, scope, { startedAt: 0 }))).toEqual(
      prompts.map(() => null),
    );
    expect(read([{ role: 'tool', content: [result] }])).toMatchObject({ words: [], continues: ['call-1'] });
  });

  it('reads messages whose content is plain text', () => {
    expect(lines(read([{ role: 'user', content: 'Hi' }]))).toEqual(['user: Hi', 'assistant: Nice']);
  });

  it('takes words that only an answer without text or call parts for one turn', () => {
    const thought = { role: 'assistant', content: [{ type: 'reasoning', text: 'Hm' }] };
    expect(lines(read([user('I am Sarah'), thought, user('of Bergen')]))).toEqual([
      'user: I am Sarah',
      'user: of Bergen',
      'assistant: Nice',
    ]);
  });

  it('survives ids that are none', () => {
    const toolCallId = { toString: 'nothing to call' };
    const content = ['tool-call', 'tool-result'].map((type) => ({ type, toolCallId, toolName: toolCallId }));
    expect(read([user('Hi'), { role: 'tool', content }], {}, { content }).continues).toEqual(['']);
  });

  it('cuts by the limits it is given', () => {
    const content = [
      { type: 'tool-call', toolCallId: 'call-1', toolName: 'search', input: { query: 'q'.repeat(100) } },
      { type: 'tool-result', toolCallId: 'call-1', toolName: 'search', result: 'r'.repeat(100) },
    ];
    const limits = { text: 20, toolArguments: 10, toolResult: 10 };
    const turn = readTurn(
      [user('w'.repeat(100))],
      { content },
      { userId: 'sarah' },
      { startedAt: 0, limits },
    )!;
    expect(lines(turn)).toEqual([
      `user: ${'w'.repeat(19)}…`,
      'call: called search({"query":…)',
      `result: search returned ${'r'.repeat(9)}…`,
    ]);
  });

  it('tells apart long words that differ only where they are cut', () => {
    const [one, two] = [read([paste('1')], { turnId: 'turn' }), read([paste('2')], { turnId: 'turn' })];
    expect(one.key).not.toBe(two.key);
    expect(one.words[0]!.fingerprint).not.toBe(two.words[0]!.fingerprint);
  });

  it('reads the same text in another Unicode form as the same', () => {
    expect(read([user('Åse\u0301')]).key).toBe(read([user(' A\u030Ase\u0301 ')]).key);
  });

  const history = [user('Hi'), assistant('Hello'), user('yes')];
  const base = { userId: 'sarah', conversationId: 'chat' };
  it.each<[string, unknown, Partial<TurnScope>]>([
    ['another user', history, { ...base, userId: 'tom' }],
    ['another conversation', history, { ...base, conversationId: 'other' }],
    ['another response', history, { ...base, responseId: 'response-2' }],
    ['other words', [...history.slice(0, 2), user('no')], base],
    ['other words before', [user('Hey'), ...history.slice(1)], base],
    ['another answer between', [history[0], assistant('Hey'), history[2]], base],
    ['one message more', [user('First'), assistant('Yes'), ...history], base],
    ['a turn id', history, { ...base, turnId: 'turn-1' }],
  ])('has another key with %s', (_, prompt, scope) => {
    expect(read(prompt, scope).key).not.toBe(read(history, base).key);
  });

  it('has the same key in all steps of a turn, and with a turn id whatever came before', () => {
    const steps = [...history, assistant('Let me look.')];
    expect(read(steps, base).key).toBe(read(history, base).key);
    const scope = { ...base, turnId: 'turn-1' };
    expect(read([user('yes')], scope).key).toBe(read(history, scope).key);
  });

  it.each<[Turn['keyLife'], unknown, Partial<TurnScope>]>([
    ['strong', [user('yes')], { turnId: 'turn-1' }],
    ['content', [user('yes')], { conversationId: 'chat' }],
    ['content', [user('yes')], { responseId: 'response-1' }],
    ['content', history, {}],
    ['weak', [user('yes')], {}],
    ['weak', [{ role: 'system', content: 'Be kind.' }, user('yes')], {}],
  ])('has a key that is %s', (keyLife, prompt, scope) => {
    expect(read(prompt, scope).keyLife).toBe(keyLife);
  });

  it('never throws, whatever it gets', () => {
    const part: Arbitrary<unknown> = oneof(
      anything(),
      record({
        type: constantFrom('text', 'file', 'image', 'tool-call', 'tool-result', 'reasoning'),
        text: oneof(string(), anything()),
        toolCallId: anything(),
        toolName: anything(),
        input: anything(),
        output: anything(),
        mediaType: anything(),
      }),
    );
    const message = record({
      role: constantFrom('system', 'user', 'assistant', 'tool', 'nobody'),
      content: oneof(array(part, { maxLength: 4 }), anything()),
      providerOptions: anything(),
    });
    assert(
      property(
        array(oneof(message, anything()), { maxLength: 6 }),
        array(part, { maxLength: 4 }),
        anything(),
        (prompt, content, finishReason) => {
          const turn = readTurn(prompt, { content, finishReason }, { userId: 'sarah' }, { startedAt: 0 });
          expect(turn === null || /^[0-9a-f]{32}$/u.test(turn.key)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
