import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAtLine } from './cut.js';

describe('cutAtLine', () => {
  it('leaves a text within its limit as it is, counted in characters as Letta does', () => {
    expect(cutAtLine('one\ntwo', 7)).toEqual({ value: 'one\ntwo', cut: false });
    expect(cutAtLine('😀😀😀', 3)).toEqual({ value: '😀😀😀', cut: false });
    expect(cutAtLine('', 0)).toEqual({ value: '', cut: false });
    expect(cutAtLine('abc', Number.POSITIVE_INFINITY)).toEqual({ value: 'abc', cut: false });
    expect(cutAtLine('abc', Number.NaN)).toEqual({ value: 'abc', cut: false });
  });

  it('cuts at the end of a line', () => {
    expect(cutAtLine('Name: Sarah\nCat: Frøydis\nDog: Bo', 28)).toEqual({
      value: 'Name: Sarah\nCat: Frøydis',
      cut: true,
    });
    expect(cutAtLine('Name: Sarah\nCat: Frøydis', 11)).toEqual({ value: 'Name: Sarah', cut: true });
    expect(cutAtLine('Name: Sarah\r\nCat: Frøydis', 14)).toEqual({ value: 'Name: Sarah', cut: true });
  });

  it('cuts between words where a line would cost too much, and else between characters', () => {
    expect(cutAtLine('Notes\nSarah lives in a red house by the sea', 30).value).toBe(
      'Notes\nSarah lives in a red',
    );
    expect(cutAtLine('abcdefgh', 3).value).toBe('abc');
    expect(cutAtLine('😀😀😀', 2).value).toBe('😀😀');
    expect(cutAtLine('abc', 0)).toEqual({ value: '', cut: true });
  });

  it('never exceeds its limit, never splits a pair, and gives a beginning of the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'bc', ' ', '\n', '\r\n', '漢', '😀'),
      maxLength: 80,
      size: 'max',
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 90 }), (value, limit) => {
        const result = cutAtLine(value, limit);
        const characters = [...value].length;
        expect([...result.value].length).toBeLessThanOrEqual(limit);
        expect(result.value).not.toMatch(/\p{Surrogate}/u);
        expect(value.startsWith(result.value)).toBe(true);
        expect(result.cut).toBe(characters > limit);
      }),
    );
  });
});
