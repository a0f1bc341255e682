import { describe, expect, it } from 'vitest';
import { settle, TestClock } from '../../test/turn-table/test-clock.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { MemoryRunError } from '../errors/memory-run-error.js';
import { readTurn } from '../turn/read-turn.js';
import type { Turn, TurnScope } from '../turn/turn.js';
import type { TurnDelivery } from './delivery-request.js';
import { InProcessStore } from './in-process-store.js';
import type { DeadLetter, OutboxEvent } from './outbox-events.js';
import { Outbox, type OutboxOptions } from './outbox.js';

interface Attempt {
  readonly userId: string;
  readonly deliveries: readonly TurnDelivery[];
  readonly signal: AbortSignal;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/** An outbox whose deliveries a test ends one by one. */
function setUp(options: Partial<OutboxOptions> = {}) {
  const clock = new TestClock();
  const attempts: Attempt[] = [];
  const events: OutboxEvent[] = [];
  const letters: DeadLetter[] = [];
  const store = options.store ?? new InProcessStore();
  const outbox = new Outbox({
    clock,
    store,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    onDeadLetter: (letter) => void letters.push(letter),
    deliver: (userId, deliveries, { signal }) =>
      new Promise((resolve, reject) => {
        const runId = `run-${attempts.length + 1}`;
        attempts.push({
          userId,
          deliveries,
          signal,
          succeed: () => resolve({ runId, learned: ['human'] }),
          fail: reject,
        });
      }),
    ...options,
  });
  /** Says something, with an answer. */
  const say = (text: string, scope: Partial<TurnScope> = {}, result: object = {}): Promise<unknown> =>
    outbox.upsert(turnOf(text, clock.now(), scope, result));
  const texts = (): string[][] =>
    attempts.map(({ deliveries }) => deliveries.map(({ items }) => items[0]!.text));
  /** Ends the latest attempt. */
  const succeed = async (): Promise<void> => {
    attempts.at(-1)!.succeed();
    await settle();
  };
  const fail = async (error: unknown): Promise<void> => {
    attempts.at(-1)!.fail(error);
    await settle();
  };
  return { clock, outbox, store, attempts, events, letters, say, texts, succeed, fail };
}

function turnOf(text: string, startedAt: number, scope: Partial<TurnScope>, result: object): Turn {
  const prompt = [{ role: 'user', content: [{ type: 'text', text }] }];
  const answer = { content: [{ type: 'text', text: `heard: ${text}` }], finishReason: 'stop', ...result };
  return readTurn(
    prompt,
    answer,
    { userId: 'sarah', conversationId: 'chat', turnId: text, ...scope },
    { startedAt },
  )!;
}

const open = { finishReason: 'tool-calls' };
const down = new TypeError('fetch failed');
const runFailed = new MemoryRunError({
  runId: 'run-1',
  status: 'failed',
  stopReason: 'error',
  message: 'It failed.',
});
const refusal = new MemoryRequestError({
  operation: 'send',
  status: 401,
  isRetryable: false,
  message: 'No key.',
});

const broken = (): never => {
  throw new Error('broken handler');
};

describe('Outbox', () => {
  it('delivers a closed turn at once, and is idle afterwards', async () => {
    const { attempts, clock, outbox, say, succeed } = setUp();
    await say('one');
    await settle();
    expect(attempts).toHaveLength(1);
    const [delivery] = attempts[0]!.deliveries;
    expect(delivery!.items.map(({ text }) => text)).toEqual(['one', 'heard: one']);
    expect(delivery!.otid).toBe(`${delivery!.key}.0-1.1`);
    expect(delivery!.conversationId).toBe('chat');
    await succeed();
    expect(outbox.stats()).toEqual({ delivering: 0, delivered: 1, failed: 0, dropped: 0, deadLetters: 0 });
    expect(clock.timers).toBe(0);
  });

  it('never gives two deliveries the same id where the same words may come again, in another process too', async () => {
    const bare = { conversationId: '', turnId: '' };
    const otids = [];
    for (const startedAt of [1_000, 2_000]) {
      const { attempts, outbox } = setUp();
      await outbox.upsert(turnOf('yes', startedAt, bare, {}));
      await settle();
      otids.push(attempts[0]!.deliveries[0]!.otid);
    }
    expect(new Set(otids).size).toBe(2);
  });

  it('makes one delivery of all that arrives while a run is under way, in order', async () => {
    const { say, succeed, texts } = setUp();
    await say('one');
    await say('two', { conversationId: 'other' });
    await say('three');
    await settle();
    expect(texts()).toEqual([['one']]);
    await succeed();
    expect(texts()).toEqual([['one'], ['two', 'three']]);
  });

  it('lets no user wait for another', async () => {
    const { attempts, say } = setUp();
    await say('one');
    await say('two', { userId: 'tom' });
    await settle();
    expect(attempts.map(({ userId }) => userId)).toEqual(['sarah', 'tom']);
  });

  it('makes the very same delivery again after an unclear end, with growing pauses, before anything new', async () => {
    const { attempts, clock, fail, say, succeed, texts } = setUp();
    await say('one');
    await settle();
    await fail(down);
    await say('two');
    for (const pause of [500, 1_000, 2_000]) {
      const before = attempts.length;
      await clock.advance(pause - 5);
      expect(attempts).toHaveLength(before);
      await clock.advance(10);
      expect(attempts).toHaveLength(before + 1);
      await fail(down);
    }
    await clock.advance(5_000);
    expect(new Set(attempts.map(({ deliveries }) => JSON.stringify(deliveries))).size).toBe(1);
    await succeed();
    expect(texts().at(-1)).toEqual(['two']);
  });

  it('sends nothing new of a turn while the fate of what went is unclear', async () => {
    const { clock, attempts, fail, say, succeed } = setUp();
    await say('one', {}, open);
    await clock.advance(60_001);
    await fail(down);
    await say('one');
    await clock.advance(501);
    expect(attempts.map(({ deliveries }) => deliveries[0]!.otid.split('.')[1])).toEqual(['0-1', '0-1']);
    await succeed();
    expect(attempts).toHaveLength(2);
  });

  it('waits at most a minute between two attempts, and gives up after a day, with all that was said', async () => {
    const { attempts, clock, fail, letters, outbox, say } = setUp();
    await say('one');
    await settle();
    const end = clock.now() + 86_400_000;
    while (clock.now() < end) {
      const before = attempts.length;
      await fail(down);
      await clock.advance(60_001);
      if (attempts.length === before) break;
    }
    await fail(down);
    expect(letters).toMatchObject([{ userId: 'sarah', conversationId: 'chat', error: down }]);
    expect(letters[0]!.items.map(({ text }) => text)).toEqual(['one', 'heard: one']);
    expect(outbox.stats().deadLetters).toBe(1);
    expect(await outbox.flush()).toEqual({ undelivered: 0 });
  });

  it('sends what was in a failed run again as the next attempt, each turn alone, and gives it up after three', async () => {
    const { attempts, clock, fail, letters, say, succeed, texts } = setUp();
    await say('first');
    await say('bad');
    await say('good');
    await settle();
    await succeed();
    await fail(runFailed);
    await clock.advance(501);
    expect(texts().slice(1)).toEqual([['bad', 'good'], ['bad']]);
    await fail(runFailed);
    await clock.advance(1_001);
    await fail(runFailed);
    expect(letters.map(({ items }) => items[0]!.text)).toEqual(['bad']);
    await clock.advance(2_001);
    expect(texts().at(-1)).toEqual(['good']);
    await succeed();
    const otids = attempts.map(({ deliveries }) => deliveries.map(({ otid }) => otid.split('.').at(-1)));
    expect(otids).toEqual([['1'], ['1', '1'], ['2'], ['3'], ['2']]);
  });

  it('gives up what is refused again and again', async () => {
    const { attempts, clock, fail, letters, say } = setUp();
    await say('one');
    await settle();
    for (let refusals = 0; refusals < 8; refusals += 1) {
      await fail(refusal);
      await clock.advance(60_001);
    }
    expect(attempts).toHaveLength(8);
    expect(letters).toHaveLength(1);
  });

  it('keeps the words of a turn pending until its run has ended well', async () => {
    const ends: ((changed: string[]) => void)[] = [];
    const learned = new Promise<string[]>((resolve) => void ends.push(resolve));
    const { outbox, say } = setUp({ deliver: async () => ({ runId: 'run-1', learned }) });
    const failing = setUp();
    await say('I moved to Oslo');
    await settle();
    expect(outbox.pendingTexts('sarah', 'other')).toMatchObject([
      { text: 'I moved to Oslo', conversationId: 'chat' },
    ]);
    expect(outbox.pendingTexts('sarah', 'chat')).toEqual([]);
    expect(outbox.pendingTexts('sarah')).toHaveLength(1);
    ends[0]!(['human']);
    await settle();
    expect(outbox.pendingTexts('sarah')).toEqual([]);
    await failing.say('I moved to Oslo');
    await settle();
    await failing.fail(runFailed);
    expect(failing.outbox.pendingTexts('sarah')).toHaveLength(1);
  });

  it('has a turn in the outbox before `upsert` is waited for', () => {
    const { outbox, say } = setUp();
    void say('I moved to Oslo');
    expect(outbox.pendingTexts('sarah').map(({ text }) => text)).toEqual(['I moved to Oslo']);
  });

  it('waits with an open turn as long as it is told, and not at all when its conversation goes on', async () => {
    const { clock, outbox, say, succeed, texts } = setUp({ graceMs: 7_000 });
    await say('seven seconds', {}, open);
    await outbox.upsert(turnOf('five seconds', clock.now(), { conversationId: 'other' }, open), {
      graceMs: 5_000,
    });
    await clock.advance(4_900);
    expect(texts()).toEqual([]);
    await clock.advance(200);
    expect(texts()).toEqual([['five seconds']]);
    await succeed();
    await say('next');
    await settle();
    expect(texts().at(-1)).toEqual(['seven seconds', 'next']);
  });

  it('does not hold back other conversations for an open turn', async () => {
    const { say, texts } = setUp();
    await say('open', {}, open);
    await say('closed', { conversationId: 'other' });
    await settle();
    expect(texts()).toEqual([['closed']]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'delivers at once what comes %i moments after a look that found nothing to deliver',
    async (moments) => {
      const { say, texts } = setUp();
      void say('open', {}, open);
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
      void say('closed', { conversationId: 'other' });
      await settle();
      expect(texts()).toEqual([['closed']]);
    },
  );

  it('collects as many turns as `batch` says, or as come while one may wait', async () => {
    const { clock, say, succeed, texts } = setUp({ batch: { turns: 3, waitMs: 10_000 } });
    for (const text of ['one', 'two']) await say(text);
    await settle();
    expect(texts()).toEqual([]);
    await say('three');
    await settle();
    expect(texts()).toEqual([['one', 'two', 'three']]);
    await succeed();
    await say('four');
    await clock.advance(9_000);
    await say('five');
    expect(texts()).toHaveLength(1);
    await clock.advance(1_001);
    expect(texts().at(-1)).toEqual(['four', 'five']);
  });

  it('makes deliveries of at most twenty turns', async () => {
    const { say, succeed, texts } = setUp();
    await say('first');
    for (let count = 1; count <= 25; count += 1) await say(`turn ${count}`);
    await settle();
    await succeed();
    await succeed();
    expect(texts().map((batch) => batch.length)).toEqual([1, 20, 5]);
  });

  it('flushes all there is, open turns and those that wait for a pause too', async () => {
    const { attempts, fail, outbox, say, succeed, texts } = setUp();
    await say('closed');
    await settle();
    await fail(down);
    await say('open', { conversationId: 'other' }, open);
    await say("tom's", { userId: 'tom' }, open);
    const flushed = outbox.flush();
    await settle();
    for (const attempt of attempts) attempt.succeed();
    await settle();
    await succeed();
    expect(await flushed).toEqual({ undelivered: 0 });
    expect(texts().flat().toSorted()).toEqual(['closed', 'closed', 'open', "tom's"]);
  });

  it('flushes what comes while a delivery is about to end', async () => {
    const { attempts, outbox, say } = setUp();
    await say('one');
    await settle();
    attempts[0]!.succeed();
    // At every moment between the end of a delivery and the next look.
    const flushes: Promise<unknown>[] = [];
    for (let moment = 0; moment < 12; moment += 1) {
      await Promise.resolve();
      await say(`open ${moment}`, { conversationId: `chat-${moment}` }, open);
      flushes.push(outbox.flush('sarah'));
    }
    for (let round = 0; round < 12; round += 1) {
      await settle();
      for (const attempt of attempts) attempt.succeed();
    }
    expect(await Promise.all(flushes)).toEqual(flushes.map(() => ({ undelivered: 0 })));
  });

  it('does not flush for ever while the memory service is down', async () => {
    const { attempts, fail, outbox, say } = setUp();
    await say('one');
    await say('two');
    const flushed = outbox.flush('sarah');
    await settle();
    await fail(down);
    await fail(down);
    expect(await flushed).toEqual({ undelivered: 2 });
    expect(attempts).toHaveLength(2);
  });

  it('tells when a turn is settled', async () => {
    const { clock, outbox, say, store, succeed } = setUp();
    await say('one', {}, open);
    const { key } = store.peek('sarah')[0]!;
    const done: string[] = [];
    void outbox.settled('sarah', key).then(() => done.push('settled'));
    await clock.advance(59_000);
    expect(done).toEqual([]);
    await clock.advance(2_000);
    expect(done).toEqual([]);
    await succeed();
    expect(done).toEqual(['settled']);
    await outbox.settled('sarah', 'unknown');
    expect(outbox.stats().delivering).toBe(0);
  });

  it('forgets a user, what is under way for them, and what earlier calls have still to say', async () => {
    const { attempts, clock, events, letters, outbox, say, fail, texts } = setUp();
    const late = turnOf('late', clock.now(), {}, {});
    await say('one');
    await say('two');
    await settle();
    await outbox.forget('sarah');
    expect(outbox.pendingTexts('sarah')).toEqual([]);
    expect(attempts[0]!.signal.aborted).toBe(true);
    await fail(new Error('aborted'));
    expect(await outbox.upsert(late)).toBe('forgotten');
    expect(events.at(-1)).toMatchObject({ type: 'turn-dropped', reason: 'forgotten' });
    await clock.advance(200_000);
    expect(texts()).toEqual([['one']]);
    expect([letters, clock.timers]).toEqual([[], 0]);
    await say('a new beginning');
    await settle();
    expect(texts().at(-1)).toEqual(['a new beginning']);
    expect(attempts.at(-1)!.signal.aborted).toBe(false);
  });

  it('tells what happens, in events without any words', async () => {
    const { clock, events, fail, say, succeed } = setUp();
    await say('secret one', {}, open);
    await say('secret one');
    await settle();
    await fail(down);
    await clock.advance(501);
    await succeed();
    await say('secret one');
    expect(events.map(({ type }) => type)).toEqual([
      'turn-queued',
      'turn-replaced',
      'turn-failed',
      'turn-delivered',
      'turn-learned',
      'turn-dropped',
    ]);
    expect(events[2]).toMatchObject({ error: down, isFinal: false, retryInMs: 500 });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('survives handlers that throw', async () => {
    const { attempts, say } = setUp({ onEvent: broken, onDeadLetter: broken });
    await say('one');
    await settle();
    expect(attempts).toHaveLength(1);
  });

  it('makes a dead letter of what a full store does not take, and lets go of sent turns first', async () => {
    const { letters, say, store, succeed, texts } = setUp({ store: new InProcessStore({ maxTurns: 2 }) });
    await say('one');
    await settle();
    await succeed();
    await say('two');
    await say('three');
    expect(store.peek('sarah')).toHaveLength(2);
    expect(await say('four')).toBe('lost');
    expect(letters.map(({ items }) => items[0]!.text)).toEqual(['four']);
    await settle();
    await succeed();
    await succeed();
    expect(texts()).toEqual([['one'], ['two'], ['three']]);
  });

  it('keeps no words of what was sent', async () => {
    const { say, store, succeed } = setUp();
    await say('one');
    await settle();
    await succeed();
    expect(JSON.stringify(store.peek('sarah'))).not.toMatch(/one"|heard/u);
  });

  it('forgets sent turns when their key no longer stands for them', async () => {
    const { clock, say, store, succeed } = setUp();
    await say('one', { conversationId: '', turnId: '' });
    await settle();
    await succeed();
    await clock.advance(600_001);
    await say('two', { conversationId: '', turnId: '' });
    expect(store.peek('sarah')).toHaveLength(1);
  });

  it('tries again when its store fails', async () => {
    class FailingStore extends InProcessStore {
      failures = 0;
      override async upsert<Outcome>(...args: Parameters<InProcessStore['upsert']>): Promise<Outcome> {
        // The first change puts the turn in, the second one would take it out to deliver it.
        this.failures += 1;
        if (this.failures === 2) throw new Error('disk is full');
        return super.upsert(...args) as Promise<Outcome>;
      }
    }
    const { clock, say, texts } = setUp({ store: new FailingStore() });
    await say('one');
    await settle();
    expect(texts()).toEqual([]);
    await clock.advance(501);
    expect(texts()).toEqual([['one']]);
  });
});
