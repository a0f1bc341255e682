import { createHash } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash } from './hash.js';

const reference = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

describe('hash', () => {
  it('is SHA-256, for any text', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(hash(text)).toBe(reference(text));
      }),
    );
  });

  it.each([0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128, 100_000])(
    'is SHA-256 for %i characters',
    (length) => {
      expect(hash('x'.repeat(length))).toBe(reference('x'.repeat(length)));
    },
  );
});
