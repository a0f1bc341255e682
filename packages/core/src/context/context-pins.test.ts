import { describe, expect, it } from 'vitest';
import { ContextPins, type PinnedCall } from './context-pins.js';
import type { LearnedBlock } from './learned-blocks.js';

const knows = (value: string): LearnedBlock[] => [{ label: 'human', description: '', value }];
const write = (blocks: readonly LearnedBlock[]): string => blocks.map(({ value }) => value).join();

class Pinning {
  now = 0;
  readonly pins = new ContextPins({
    maxUsers: 2,
    idleMs: 300_000,
    clock: { now: () => this.now, after: () => () => undefined },
  });

  texts(call: Partial<PinnedCall> & Pick<PinnedCall, 'blocks'>): { context: string; news: string } {
    const { blocks } = call;
    return this.pins.textsFor({
      userId: 'sarah',
      conversationId: 'c1',
      turnKey: 't1',
      startsTurn: true,
      model: 'openai gpt',
      write,
      writeNews: (pinned) => (blocks && write(blocks) !== write(pinned) ? `news: ${write(blocks)}` : ''),
      ...call,
    });
  }
}

describe('in a conversation', () => {
  it('the context stays as it was, and what is new is told apart', () => {
    const pinning = new Pinning();
    expect(pinning.texts({ blocks: knows('A') })).toEqual({ context: 'A', news: '' });
    expect(pinning.texts({ blocks: knows('B'), turnKey: 't2' })).toEqual({ context: 'A', news: 'news: B' });
  });

  it('that nothing was known is pinned too', () => {
    const pinning = new Pinning();
    expect(pinning.texts({ blocks: null })).toEqual({ context: '', news: '' });
    expect(pinning.texts({ blocks: knows('A'), turnKey: 't2' })).toEqual({ context: '', news: 'news: A' });
  });

  it('all steps of a turn get the same bytes, whatever is learned meanwhile, and turns at once are not mixed', () => {
    const pinning = new Pinning();
    pinning.texts({ blocks: knows('A') });
    const chat = { turnKey: 'chat' };
    expect(pinning.texts({ blocks: knows('B'), ...chat }).news).toBe('news: B');
    expect(pinning.texts({ blocks: knows('C'), turnKey: 'title' }).news).toBe('news: C');
    expect(pinning.texts({ blocks: knows('C'), ...chat, startsTurn: false }).news).toBe('news: B');
    expect(pinning.texts({ blocks: undefined, ...chat, startsTurn: false }).news).toBe('news: B');
  });

  it('is pinned anew after the idle time of the provider, counted from the last call', () => {
    const pinning = new Pinning();
    pinning.texts({ blocks: knows('A') });
    pinning.now = 299_999;
    expect(pinning.texts({ blocks: knows('B'), turnKey: 't2' }).context).toBe('A');
    pinning.now += 299_999;
    expect(pinning.texts({ blocks: knows('B'), turnKey: 't3' }).context).toBe('A');
    pinning.now += 300_000;
    expect(pinning.texts({ blocks: knows('B'), turnKey: 't4' })).toEqual({ context: 'B', news: '' });
  });

  it('each model, user and conversation has a pin of its own, whatever characters the ids hold', () => {
    const pinning = new Pinning();
    pinning.texts({ blocks: knows('A') });
    expect(pinning.texts({ blocks: knows('B'), model: 'openai other' }).context).toBe('B');
    expect(pinning.texts({ blocks: knows('C'), conversationId: '{"turn":"t1"}' }).context).toBe('C');
    expect(pinning.texts({ blocks: knows('D'), conversationId: undefined }).context).toBe('D');
    expect(pinning.texts({ blocks: knows('E'), userId: 'tom' }).context).toBe('E');
    expect(pinning.texts({ blocks: knows('F') }).context).toBe('A');
  });

  it('what could not be read is pinned for the turn only', () => {
    const pinning = new Pinning();
    expect(pinning.texts({ blocks: undefined })).toEqual({ context: '', news: '' });
    expect(pinning.texts({ blocks: knows('A'), startsTurn: false })).toEqual({ context: '', news: '' });
    expect(pinning.texts({ blocks: knows('A'), turnKey: 't2' })).toEqual({ context: 'A', news: '' });
    expect(pinning.texts({ blocks: undefined, turnKey: 't3' })).toEqual({ context: 'A', news: '' });
  });

  it('forget drops all pins of the user, and only hers', () => {
    const pinning = new Pinning();
    pinning.texts({ blocks: knows('A') });
    pinning.texts({ blocks: knows('T'), userId: 'tom' });
    pinning.pins.forget('sarah');
    expect(pinning.texts({ blocks: null, startsTurn: false })).toEqual({ context: '', news: '' });
    expect(pinning.texts({ blocks: knows('U'), userId: 'tom' }).context).toBe('T');
  });

  it('is bounded: users seen longest ago are dropped', () => {
    const pinning = new Pinning();
    for (const userId of ['a', 'b', 'c']) pinning.texts({ blocks: knows(userId), userId });
    expect(pinning.pins.size).toBe(2);
    expect(pinning.texts({ blocks: knows('new'), userId: 'c' }).context).toBe('c');
    expect(pinning.texts({ blocks: knows('new'), userId: 'a' }).context).toBe('new');
  });
});

describe('without a conversation', () => {
  it('the context is pinned for the turn', () => {
    const pinning = new Pinning();
    const turn = { conversationId: undefined };
    expect(pinning.texts({ blocks: knows('A'), ...turn }).context).toBe('A');
    expect(pinning.texts({ blocks: knows('B'), ...turn, startsTurn: false })).toEqual({
      context: 'A',
      news: '',
    });
    // The same words again are another turn.
    expect(pinning.texts({ blocks: knows('B'), ...turn })).toEqual({ context: 'B', news: '' });
  });
});
