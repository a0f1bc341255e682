import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentName, decodeUserId, encodeUserId, readUserTag, userTag } from './user-tag.js';

/** Any string at all: lone surrogates, NUL, and the characters that mean something to URLs, SQL and tags. */
const anyId = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 120 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom('%', 'u', 'D', '8', '0', '\uD83D', '\uDE00', '\0', '/', "'", ':', 'sha256:', ','),
      {
        minLength: 1,
        maxLength: 60,
      },
    )
    .map((parts) => parts.join('')),
);

describe('encodeUserId', () => {
  it('is undone by decodeUserId, for any string', () => {
    fc.assert(
      fc.property(anyId, (userId) => {
        expect(decodeUserId(encodeUserId(userId))).toBe(userId);
      }),
    );
  });

  it('gives plain printable ASCII that means nothing to URLs, SQL and Letta', () => {
    fc.assert(
      fc.property(anyId, (userId) => {
        expect(encodeUserId(userId)).toMatch(/^[\w\-.!~*'()%]*$/);
      }),
    );
  });

  it('gives two ids two encodings', () => {
    fc.assert(
      fc.property(anyId, anyId, (one, other) => {
        expect(encodeUserId(one) === encodeUserId(other)).toBe(one === other);
      }),
    );
  });

  it.each(['%', '%4', '%zz', '%C3', 'a b', 'ø', '%uD83D%uDE00', '%u0041', '%41'])(
    'cannot have made %o, which decodeUserId refuses',
    (text) => expect(decodeUserId(text)).toBeNull(),
  );
});

describe('userTag', () => {
  it('reads back to the id, or is a hash over 200 bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyId, async (userId) => {
        const tag = await userTag(userId);
        expect(tag.length).toBeLessThanOrEqual(200);
        const isShort = `letta-memory:user:${encodeUserId(userId)}`.length <= 200;
        expect(readUserTag(tag)).toEqual(isShort ? { userId } : 'hashed');
      }),
    );
  });

  it('never gives two users one tag', async () => {
    await fc.assert(
      fc.asyncProperty(anyId, anyId, async (one, other) => {
        expect((await userTag(one)) === (await userTag(other))).toBe(one === other);
      }),
    );
  });

  it('tells long ids apart that differ only in a lone surrogate, which UTF-8 would make the same', async () => {
    const long = 'x'.repeat(300);
    expect(await userTag(`${long}\uD800`)).not.toBe(await userTag(`${long}\uD801`));
    expect(await userTag(`${long}\uD800`)).not.toBe(await userTag(`${long}\uFFFD`));
  });

  it('is the same in every release: memories are found by it', async () => {
    expect(await userTag('sarah')).toBe('letta-memory:user:sarah');
    expect(await userTag("a/b c,'ø\0\uD800😀")).toBe(
      "letta-memory:user:a%2Fb%20c%2C'%C3%B8%00%uD800%F0%9F%98%80",
    );
    expect(await userTag('x'.repeat(182))).toBe(`letta-memory:user:${'x'.repeat(182)}`);
    expect(await userTag('x'.repeat(183))).toBe(
      'letta-memory:user:sha256:b95933e340383f43cfb72bb337fbb80bd93b9f54f5b49f5cd9635d2c62e7f386',
    );
  });
});

describe('readUserTag', () => {
  it.each([
    '',
    'sarah',
    'Letta-Memory:user:sarah',
    'letta-memory:user:',
    'x letta-memory:user:sarah',
    'letta-memory',
  ])('takes %o for none of ours', (tag) => expect(readUserTag(tag)).toBeNull());

  it('does not take an id that looks like a hash for one', async () => {
    const userId = `sha256:${'a'.repeat(64)}`;
    expect(readUserTag(await userTag(userId))).toEqual({ userId });
  });
});

describe('agentName', () => {
  it('holds only what Letta takes, for any id', async () => {
    await fc.assert(
      fc.asyncProperty(anyId, async (userId) => {
        expect(await agentName(userId)).toMatch(/^letta-memory-[0-9a-f]{32}$/);
      }),
    );
  });
});
