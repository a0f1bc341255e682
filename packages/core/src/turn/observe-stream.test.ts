import { getEventListeners } from 'node:events';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle, TestClock } from '../../test/turn-table/test-clock.js';
import { observeStream, type ObserveStreamOptions } from './observe-stream.js';
import type { TurnResult } from './turn.js';

/** A source that a property makes: its parts, how it ends, how far it reads ahead. */
interface Source {
  readonly parts: readonly unknown[];
  readonly end: 'close' | 'error';
  readonly highWaterMark: number;
  /** Whether it gives its parts only when asked; else all at once. */
  readonly isLazy: boolean;
}

/** What a reader does with it. */
interface Reading {
  /** How many parts it reads before it leaves; undefined: all. */
  readonly leavesAfter: number | undefined;
}

/** All that can be seen of a stream from both of its sides. */
interface Seen {
  parts: unknown[];
  end: string;
  /** How often the source had been asked after each read. */
  pulls: number[];
  cancelled: unknown[];
}

function open(source: Source): {
  stream: ReadableStream<unknown>;
  pulls: () => number;
  cancelled: unknown[];
} {
  const left = [...source.parts];
  const cancelled: unknown[] = [];
  let pulls = 0;
  const finish = (controller: ReadableStreamDefaultController<unknown>): void => {
    if (source.end === 'close') controller.close();
    else controller.error(new Error('connection reset'));
  };
  const stream = new ReadableStream<unknown>(
    {
      start(controller) {
        if (source.isLazy) return;
        for (const part of left.splice(0)) controller.enqueue(part);
        if (source.end === 'close') controller.close();
      },
      pull(controller) {
        pulls += 1;
        const part = left.shift();
        if (part === undefined) finish(controller);
        else controller.enqueue(part);
      },
      cancel(reason) {
        cancelled.push(reason);
      },
    },
    { highWaterMark: source.highWaterMark },
  );
  return { stream, pulls: () => pulls, cancelled };
}

async function read(
  stream: ReadableStream<unknown>,
  { leavesAfter }: Reading,
  pulls: () => number,
): Promise<Omit<Seen, 'cancelled'>> {
  const seen = { parts: [] as unknown[], end: '', pulls: [] as number[] };
  const reader = stream.getReader();
  await settle();
  seen.pulls.push(pulls());
  for (;;) {
    if (seen.parts.length === leavesAfter) {
      seen.end = await reader.cancel('enough').then(() => 'left', String);
      break;
    }
    try {
      const { done, value } = await reader.read();
      if (done) {
        seen.end = 'done';
        break;
      }
      seen.parts.push(value);
    } catch (error) {
      seen.end = String(error);
      break;
    }
    await settle();
    seen.pulls.push(pulls());
  }
  return seen;
}

const ids = constantFrom('a', 'b');
const anyPart: Arbitrary<unknown> = oneof(
  record({ type: constantFrom('text-start', 'text-end', 'reasoning-start', 'stream-start'), id: ids }),
  record({ type: constantFrom('text-delta', 'reasoning-delta'), id: ids, delta: string() }),
  record({
    type: constantFrom('tool-call', 'tool-result'),
    toolCallId: ids,
    input: string(),
    result: string(),
  }),
  record({
    type: constantFrom('finish'),
    finishReason: constantFrom('stop', 'error', { unified: 'stop', raw: 'stop' }),
  }),
  record({ type: constantFrom('error'), error: string() }),
  // Broken ones.
  constantFrom(
    null,
    0,
    '',
    'text',
    [],
    {},
    { type: 3 },
    { type: 'text-delta' },
    { type: 'tool-call' },
    { type: 'finish' },
  ),
);
const sources: Arbitrary<Source> = record({
  parts: array(anyPart, { maxLength: 12 }),
  end: constantFrom('close', 'error'),
  highWaterMark: nat({ max: 3 }),
  isLazy: boolean(),
});
const readings: Arbitrary<Reading> = record({
  leavesAfter: option(integer({ min: 0, max: 12 }), { nil: undefined }),
});

function quietly(rest: Partial<ObserveStreamOptions> = {}): ObserveStreamOptions {
  return { clock: new TestClock(), onEnd: () => {}, onIdle: () => {}, ...rest };
}

const text = (delta: string): object => ({ type: 'text-delta', id: '1', delta });
const finish = { type: 'finish', finishReason: 'stop' };

const brokenListener = (): never => {
  throw new Error('memory is broken');
};

describe('observeStream', () => {
  it('shows a reader the same parts, ends, errors and backpressure as the bare stream, and the source the same cancellations', async () => {
    await assert(
      asyncProperty(sources, readings, async (source, reading) => {
        const bare = open(source);
        const observed = open(source);
        const ends: TurnResult[] = [];
        const wrapped = observeStream(
          observed.stream,
          quietly({ onEnd: (result) => void ends.push(result) }),
        );
        const expected = await read(bare.stream, reading, bare.pulls);
        const seen = await read(wrapped, reading, observed.pulls);
        expect(seen).toEqual(expected);
        // The very same objects, not copies.
        expect(seen.parts.every((part, index) => Object.is(part, expected.parts[index]))).toBe(true);
        expect(observed.cancelled).toEqual(bare.cancelled);
        expect(ends).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('hands each part on in the very turn in which the source gives it', async () => {
    const controllers: ReadableStreamDefaultController<string>[] = [];
    const source = new ReadableStream<string>({ start: (controller) => void controllers.push(controller) });
    const reader = observeStream(source, quietly()).getReader();
    for (const part of ['one', 'two', 'three']) {
      const next = reader.read();
      controllers[0]!.enqueue(part);
      expect(await next).toEqual({ done: false, value: part });
    }
  });

  it('tells a failure of the listener to nobody', async () => {
    const source = open({ parts: [{ type: 'finish' }], end: 'close', highWaterMark: 1, isLazy: true });
    const seen = await read(
      observeStream(source.stream, quietly({ onEnd: brokenListener })),
      { leavesAfter: undefined },
      source.pulls,
    );
    expect(seen.end).toBe('done');
  });

  it('passes on a part whose fields cannot even be looked at', async () => {
    const part = {
      get type(): string {
        throw new Error('hands off');
      },
    };
    const ends: TurnResult[] = [];
    const source = open({
      parts: [text('Hello'), part, finish],
      end: 'close',
      highWaterMark: 0,
      isLazy: true,
    });
    const reader = observeStream(
      source.stream,
      quietly({ onEnd: (result) => void ends.push(result) }),
    ).getReader();
    await reader.read();
    expect((await reader.read()).value).toBe(part);
    while (!(await reader.read()).done);
    expect(ends).toEqual([
      { content: [{ type: 'text', text: 'Hello' }], finishReason: 'stop', failed: false },
    ]);
  });

  it('tells the end once, by whichever comes first: the abort', async () => {
    const controller = new AbortController();
    const ends: TurnResult[] = [];
    const source = open({
      parts: [text('Hel'), text('lo'), finish],
      end: 'close',
      highWaterMark: 0,
      isLazy: true,
    });
    const options = quietly({ signal: controller.signal, onEnd: (result) => void ends.push(result) });
    const reader = observeStream(source.stream, options).getReader();
    await reader.read();
    controller.abort();
    expect(ends).toEqual([
      { content: [{ type: 'text', text: 'Hel' }], finishReason: undefined, failed: true },
    ]);
    while (!(await reader.read()).done);
    await reader.cancel();
    expect(ends).toHaveLength(1);
  });

  it('calls an abort after the `finish` part no failure', async () => {
    const controller = new AbortController();
    const ends: TurnResult[] = [];
    const source = open({ parts: [text('Hello'), finish], end: 'close', highWaterMark: 0, isLazy: true });
    const options = quietly({ signal: controller.signal, onEnd: (result) => void ends.push(result) });
    const reader = observeStream(source.stream, options).getReader();
    await reader.read();
    await reader.read();
    controller.abort();
    expect(ends).toEqual([
      { content: [{ type: 'text', text: 'Hello' }], finishReason: 'stop', failed: false },
    ]);
  });

  it('lets go of the signal and the timer at the end', async () => {
    const controller = new AbortController();
    const clock = new TestClock();
    const { signal } = controller;
    const held = (): number[] => [getEventListeners(signal, 'abort').length, clock.timers];
    const source = open({ parts: [finish], end: 'close', highWaterMark: 0, isLazy: true });
    const stream = observeStream(source.stream, quietly({ signal, clock }));
    expect(held()).toEqual([1, 1]);
    await read(stream, { leavesAfter: undefined }, source.pulls);
    expect(held()).toEqual([0, 0]);
  });

  it('tells what is there when nobody reads for a while, and goes on', async () => {
    const clock = new TestClock();
    const told: [string, TurnResult][] = [];
    const source = open({
      parts: [text('Hel'), text('lo'), finish],
      end: 'close',
      highWaterMark: 0,
      isLazy: true,
    });
    const stream = observeStream(source.stream, {
      clock,
      onEnd: (result) => void told.push(['end', result]),
      onIdle: (result) => void told.push(['idle', result]),
    });
    const reader = stream.getReader();
    await clock.advance(20_000);
    await reader.read();
    await clock.advance(29_000);
    expect(told).toEqual([]);
    await clock.advance(2_000);
    const half = { content: [{ type: 'text', text: 'Hel' }], finishReason: undefined, failed: true };
    expect(told).toEqual([['idle', half]]);
    await clock.advance(600_000);
    expect(told).toHaveLength(1);
    while (!(await reader.read()).done);
    const whole = { content: [{ type: 'text', text: 'Hello' }], finishReason: 'stop', failed: false };
    expect(told.slice(1)).toEqual([['end', whole]]);
  });
});
