import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageProblem, type MessageProblemReason } from './message-problem.js';
import type { MemoryMessage } from './messages.js';
import { normalizeMessages } from './normalize-messages.js';

describe('normalizeMessages', () => {
  it('takes plain messages in order and leaves system messages out', () => {
    const messages: MemoryMessage[] = [
      { role: 'system', content: 'You are kind. <human>Name: Sarah</human>' },
      { role: 'user', content: '  Hi, my name is Sarah\n' },
      { role: 'assistant', content: 'Hello Sarah' },
    ];
    expect(normalizeMessages(messages)).toStrictEqual([
      { role: 'user', text: 'Hi, my name is Sarah' },
      { role: 'assistant', text: 'Hello Sarah' },
    ]);
  });

  it('makes no item of messages without text', () => {
    const messages: MemoryMessage[] = [
      { role: 'system', content: 'Only a prompt' },
      { role: 'user', content: ' \n\t' },
      { role: 'user', content: '\u0000\u0007' },
      { role: 'assistant', content: [] },
      { role: 'assistant', content: [{ type: 'text', text: '' }] },
      {
        id: '1',
        role: 'assistant',
        parts: [{ type: 'step-start' }, { type: 'reasoning', text: 'She says nothing' }],
      },
    ];
    expect(normalizeMessages(messages)).toEqual([]);
    expect(normalizeMessages([])).toEqual([]);
  });

  it('joins the texts and files of a message, and names files without their bytes and addresses', () => {
    const bytes = 'aGVtbWVsaWc=';
    const messages: MemoryMessage[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look at these' },
          { type: 'file', data: bytes, mediaType: 'application/pdf', filename: 'menu\n[x] user: hi.pdf' },
          { type: 'image', image: new URL('https://secret.example/cat.png'), mediaType: 'image/png' },
          { type: 'image', image: new Uint8Array([1, 2, 3]) },
          { type: 'file', data: { type: 'text', text: bytes }, mediaType: 'text/plain' },
        ],
      },
    ];
    const items = normalizeMessages(messages);
    expect(items).toStrictEqual([
      {
        role: 'user',
        text: 'Look at these\n[file: menu [x] user: hi.pdf application/pdf]\n[image: image/png]\n[image]\n[file: text/plain]',
      },
    ]);
  });

  it('never forwards reasoning, sources, data parts and unknown parts', () => {
    const hidden = [
      { type: 'reasoning', text: 'hidden' },
      { type: 'reasoning-file', data: 'hidden', mediaType: 'image/png' },
      { type: 'source-url', url: 'https://hidden.example' },
      { type: 'source-document', filename: 'hidden', mediaType: 'text/plain' },
      { type: 'data-weather', data: { place: 'hidden' } },
      { type: 'custom', kind: 'openai.hidden' },
      { type: 'tool-approval-request', approvalId: 'hidden' },
      { type: 'tool-approval-response', approvalId: 'hidden', approved: true },
      { type: 'of-tomorrow', text: 'hidden' },
    ];
    const shown = { type: 'text', text: 'shown' };
    expect(normalizeMessages([{ role: 'assistant', content: [...hidden, shown] }])).toEqual([
      { role: 'assistant', text: 'shown' },
    ]);
    expect(normalizeMessages([{ role: 'assistant', parts: [...hidden, shown] }])).toEqual([
      { role: 'assistant', text: 'shown' },
    ]);
  });

  it('tells tool calls and every kind of result of a ModelMessage', () => {
    const content = [
      { type: 'text', text: 'two' },
      { type: 'file-data', data: 'aGVtbWVsaWc=', mediaType: 'application/pdf', filename: 'menu.pdf' },
      { type: 'image-url', url: 'https://secret.example' },
      { type: 'media', data: 'aGVtbWVsaWc=', mediaType: 'image/png' },
      { type: 'custom' },
    ];
    const messages: MemoryMessage[] = [
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', toolCallId: '1', toolName: 'find', input: { city: 'Bergen' } },
        ],
      },
      result({ type: 'text', value: 'three\nlines' }),
      result({ type: 'json', value: { degrees: 3 } }),
      result({ type: 'error-text', value: 'no such city' }),
      result({ type: 'error-json', value: { code: 404 } }),
      result({ type: 'execution-denied', reason: 'not my city' }),
      result({ type: 'execution-denied' }),
      result({ type: 'content', value: content }),
      result({ type: 'of-tomorrow' }),
      result('bare'),
      result(undefined),
      {
        role: 'tool',
        content: [{ type: 'tool-approval-response', approvalId: '1', approved: false, reason: 'Never' }],
      },
      { role: 'tool', content: 'as OpenAI writes it' },
    ];
    expect(normalizeMessages(messages)).toEqual([
      { role: 'assistant', text: 'Let me look.\ncalled find({"city":"Bergen"})' },
      { role: 'tool', text: 'find returned three\nlines' },
      { role: 'tool', text: 'find returned {"degrees":3}' },
      { role: 'tool', text: 'find failed: no such city' },
      { role: 'tool', text: 'find failed: {"code":404}' },
      { role: 'tool', text: 'find was denied: not my city' },
      { role: 'tool', text: 'find was denied' },
      {
        role: 'tool',
        text: 'find returned two\n[file: menu.pdf application/pdf]\n[image]\n[image: image/png]',
      },
      { role: 'tool', text: 'find returned {"type":"of-tomorrow"}' },
      { role: 'tool', text: 'find returned bare' },
      { role: 'tool', text: 'find returned' },
      { role: 'tool', text: 'a tool was denied: Never' },
      { role: 'tool', text: 'as OpenAI writes it' },
    ]);
  });

  it('tells every state of a tool in a UIMessage, in the order of its parts', () => {
    const denied = { approval: { id: '1', approved: false, reason: 'Never' } };
    const parts = [
      { type: 'text', text: 'first' },
      tool('input-streaming'),
      tool('input-available'),
      tool('approval-requested', { approval: { id: '1' } }),
      tool('approval-responded', { approval: { id: '1', approved: true } }),
      tool('approval-responded', denied),
      tool('output-available', { output: { degrees: 3 } }),
      tool('output-error', { errorText: 'no such city' }),
      tool('output-denied', denied),
      {
        type: 'dynamic-tool',
        toolName: 'look',
        toolCallId: '2',
        state: 'output-available',
        input: 'x',
        output: 'seen',
      },
      { type: 'tool-call', toolCallId: '3', state: 'output-available', input: {}, output: 'rang' },
      { type: 'steering-message', id: '4', parts: [{ type: 'text', text: 'Wait, I moved' }] },
      { type: 'text', text: 'last' },
    ];
    expect(normalizeMessages([{ id: '1', role: 'assistant', parts }])).toEqual([
      { role: 'assistant', text: 'first\ncalled find(1)\ncalled find(1)\ncalled find(1)\ncalled find(1)' },
      { role: 'tool', text: 'find was denied: Never' },
      { role: 'assistant', text: 'called find(1)' },
      { role: 'tool', text: 'find returned {"degrees":3}' },
      { role: 'assistant', text: 'called find(1)' },
      { role: 'tool', text: 'find failed: no such city' },
      { role: 'assistant', text: 'called find(1)' },
      { role: 'tool', text: 'find was denied: Never' },
      { role: 'assistant', text: 'called look("x")' },
      { role: 'tool', text: 'look returned seen' },
      { role: 'assistant', text: 'called call({})' },
      { role: 'tool', text: 'call returned rang' },
      { role: 'user', text: 'Wait, I moved' },
      { role: 'assistant', text: 'last' },
    ]);
  });

  it('shortens arguments, results and long texts', () => {
    const long = 'ab '.repeat(10_000);
    const [called, returned, said, answered] = normalizeMessages([
      { role: 'assistant', content: [{ type: 'tool-call', toolName: 'find', input: { long } }] },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolName: 'find', output: { type: 'text', value: long } }],
      },
      { role: 'user', content: `My name is Sarah. ${long} Call me tomorrow.` },
      { role: 'tool', content: long },
    ]);
    expect(called?.text).toHaveLength('called find()'.length + 300);
    expect(called?.text).toMatch(/…\)$/);
    expect(returned?.text).toHaveLength('find returned '.length + 500);
    expect(answered?.text).toHaveLength(500);
    expect(said?.text.length).toBeLessThanOrEqual(8_000);
    expect(said?.text.length).toBeGreaterThan(7_900);
    expect(said?.text).toMatch(
      /^My name is Sarah\. [^]*\n\[… \d+ characters left out …\]\n[^]* Call me tomorrow\.$/,
    );
  });

  it('takes the time from the message or its metadata, and ignores what is none', () => {
    const at = new Date('2026-11-24T08:30:00Z');
    const times = normalizeMessages([
      { role: 'user', content: 'a', createdAt: at },
      { role: 'user', parts: [{ type: 'text', text: 'b' }], metadata: { createdAt: at.getTime() } },
      { role: 'user', parts: [{ type: 'text', text: 'c' }], metadata: { createdAt: at.toISOString() } },
      { role: 'user', parts: [{ type: 'text', text: 'd' }], metadata: { createdAt: 'yesterday' } },
      { role: 'user', parts: [{ type: 'text', text: 'e' }], metadata: { createdAt: Number.NaN } },
      { role: 'user', parts: [{ type: 'text', text: 'f' }], metadata: 'none' },
      { role: 'user', content: 'g', createdAt: new Date(Number.NaN) },
      { role: 'user', content: 'h', createdAt: 0 },
      { role: 'user', content: 'i', createdAt: 8.64e15 },
    ]).map((item) => item.at?.toISOString());
    const iso = at.toISOString();
    expect(times).toEqual([iso, iso, iso, undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it.each<[unknown, MessageProblemReason, number | undefined]>([
    [undefined, 'not-a-list', undefined],
    ['secret', 'not-a-list', undefined],
    [{ role: 'user', content: 'secret' }, 'not-a-list', undefined],
    [[{ role: 'user', content: 'a' }, 'secret'], 'not-a-message', 1],
    [[null], 'not-a-message', 0],
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    [[{ role: 'user', content: 'a' }, , { role: 'user', content: 'a' }], 'not-a-message', 1],
    [[{ content: 'secret' }], 'unknown-role', 0],
    [[{ role: 'secret', content: 'a' }], 'unknown-role', 0],
    [[{ role: 'user' }], 'unreadable-content', 0],
    [[{ role: 'user', content: null }], 'unreadable-content', 0],
    [[{ role: 'user', content: { text: 'secret' } }], 'unreadable-content', 0],
    [[{ role: 'user', parts: 3 }], 'unreadable-content', 0],
    [[{ role: 'user', content: ['secret'] }], 'unreadable-part', 0],
    [[{ role: 'user', content: [{ text: 'secret' }] }], 'unreadable-part', 0],
    [[{ role: 'user', content: [{ type: 'text', text: 7 }] }], 'unreadable-part', 0],
    [[{ role: 'assistant', parts: [{ type: 'steering-message', parts: ['secret'] }] }], 'unreadable-part', 0],
  ])('refuses %j and says nothing of its content', (messages, reason, index) => {
    const problem = problemOf(messages);
    expect(problem).toMatchObject({ reason, index });
    expect(problem.message).not.toContain('secret');
    expect(problem.message).toContain(index === undefined ? 'messages must be' : `messages[${index}]`);
  });

  it('keeps every text well-formed, NFC and trimmed, whatever it gets', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60, size: 'max' }).map((unit) => unit.repeat(200));
    const half = fc.constantFrom('\ud83d', '\ude00', '\u0000', 'e\u0301');
    fc.assert(
      fc.property(fc.array(fc.oneof(text, half), { maxLength: 5 }), (texts) => {
        const content = texts.map((each) => ({ type: 'text', text: each }));
        for (const item of normalizeMessages([{ role: 'user', content }])) {
          expect(item.text.length).toBeLessThanOrEqual(8_000);
          expect(item.text).toBe(item.text.normalize('NFC').trim());
          expect(item.text).not.toMatch(/\p{Surrogate}|\0/u);
        }
      }),
    );
  });

  it('reads any JSON as a result or as arguments without throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true, withDate: true }), (value) => {
        const items = normalizeMessages([
          { role: 'assistant', content: [{ type: 'tool-call', toolName: value, input: value }] },
          { role: 'tool', content: [{ type: 'tool-result', toolName: value, output: value }] },
        ]);
        expect(items).toHaveLength(2);
      }),
    );
  });

  it('names bytes and what cannot be written out', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const input = {
      bytes: new Uint8Array(3),
      buffer: Buffer.from('secret'),
      raw: new ArrayBuffer(2),
      big: 3n,
    };
    const [called, failed] = normalizeMessages([
      { role: 'assistant', content: [{ type: 'tool-call', toolName: 'save', input }] },
      { role: 'tool', content: [{ type: 'tool-result', toolName: 'save', output: circular }] },
    ]);
    expect(called?.text).toBe(
      'called save({"bytes":"[bytes]","buffer":"[bytes]","raw":"[bytes]","big":"3"})',
    );
    expect(failed?.text).toBe('save returned [unreadable]');
  });
});

function problemOf(messages: unknown): MessageProblem {
  try {
    normalizeMessages(messages as MemoryMessage[]);
  } catch (error) {
    if (error instanceof MessageProblem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function result(output: unknown): MemoryMessage {
  return { role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', toolName: 'find', output }] };
}

function tool(state: string, more: object = {}) {
  return { type: 'tool-find', toolCallId: '1', state, input: 1, ...more };
}
