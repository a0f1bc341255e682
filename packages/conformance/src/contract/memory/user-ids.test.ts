import { assert, asyncProperty, constantFrom, nat, oneof, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';

import { memoryOn, teach } from '../../harness/memory.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';

/** Ids that have bitten somebody: separators, wildcards, encodings, injections, paths, broken Unicode. */
const tricks = [
  'a/b',
  '../../admin',
  '..%2f..%2f',
  'a b',
  ' ',
  '\t',
  "o'hara",
  '"quoted"',
  'a,b',
  'a;b',
  '%',
  '_',
  '%25',
  '%00',
  '\u0000',
  'a\u0000b',
  "'; DROP TABLE agents; --",
  '" OR ""="',
  '$1',
  '\\',
  '\uD800',
  '\uDC00x',
  '🦊',
  '👩‍👩‍👧',
  'é',
  'e\u0301',
  'İ',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'true',
  '0',
  '-1',
  'letta-memory',
  'letta-memory:user:a',
  'sha256:00',
  '?a=b&c=d',
  '#',
  'a\nb',
  'a@b.c',
  '<script>',
  '[[x]]',
  'ユーザー',
  'x'.repeat(200),
  'x'.repeat(1_000),
  '🦊'.repeat(500),
  '\u202Eabc',
] as const;

contract('user ids', (server) => {
  const memory = memoryOn(server);
  /** On a real server each user costs some tenths of a second. */
  const runs = server.name === 'letta' ? 4 : 25;

  /** Other ids that a careless encoding, comparison or cut would take for this one. */
  const neighboursOf = (id: string): string[] =>
    [
      `${id}/`,
      `${id}%`,
      ` ${id}`,
      `${id}\u0000`,
      id.toUpperCase(),
      id.toLowerCase(),
      id.normalize('NFD'),
      `${id}x`,
      id.slice(0, -1),
    ].filter(
      (neighbour, index, all) => neighbour !== '' && neighbour !== id && all.indexOf(neighbour) === index,
    );

  /** Shows that this user and its neighbours each see their own memory and nobody else's, to the deletion. */
  async function expectApart(ids: string[]): Promise<void> {
    const [first = '', ...others] = ids;
    for (const [index, id] of ids.entries()) {
      expect(await memory.getContext(id)).toBeNull();
      await memory.initializeUserMemory(id, { blocks: [{ label: 'human', value: `number ${index}` }] });
    }
    for (const [index, id] of ids.entries()) expect(await memory.getUserMemory(id)).toBe(`number ${index}`);
    await memory.deleteUser(first);
    expect(await memory.getContext(first)).toBeNull();
    for (const [index, id] of others.entries())
      expect(await memory.getUserMemory(id)).toBe(`number ${index + 1}`);
    for (const id of others) await memory.deleteUser(id);
  }

  test('of any kind keep to themselves', async () => {
    const id = tuple(
      oneof(constantFrom(...tricks), string({ unit: 'binary', maxLength: 40 })),
      string({ maxLength: 8 }),
    ).map(([trick, rest]) => `${uniqueWord()}${trick}${rest}`);
    await assert(
      asyncProperty(id, nat(8), async (userId, pick) => {
        const neighbours = neighboursOf(userId);
        await expectApart([userId, neighbours[pick % neighbours.length] ?? `${userId}-`, `${userId}\u0001`]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  test('of every known trick work as they are, without anything before or after', async () => {
    const word = uniqueWord();
    const chosen = server.name === 'letta' ? tricks.filter((_, index) => index % 4 === 0) : tricks;
    for (const trick of chosen) {
      await memory.deleteUser(trick);
      await memory.initializeUserMemory(trick, { blocks: [{ label: 'human', value: word }] });
      expect(await memory.getUserMemory(trick), JSON.stringify(trick)).toBe(word);
    }
    for (const trick of chosen) expect(await memory.deleteUser(trick)).toMatchObject({ deleted: true });
  });

  test.each([
    ['with signs', "o'hara@x.io/ø 🦊"],
    ['with NUL and half a pair', '\u0000\uD800'],
    ['of a thousand characters', 'x'.repeat(1_000)],
  ])('%s learn', async (_, trick) => {
    const userId = `${uniqueWord()}${trick}`;
    await teach(memory, userId, 'I like tea');
    expect(await memory.getUserMemory(userId)).toBe('I like tea');
    await memory.deleteUser(userId);
  });
});
