import { appendFileSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Turn } from './learning.js';
import { UnsentTurns } from './unsent-turns.js';

const turn = (user: string, content: string): Turn => ({ user, messages: [{ role: 'user', content }] });

describe('UnsentTurns', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unsent ø '));
    file = join(folder, 'memory.db.unsent.jsonl');
  });

  it('gives turns back once, in order, and leaves no file behind', () => {
    new UnsentTurns(file, 'here').keep([turn('sarah', 'one\ntwo'), turn('ola', 'three')]);
    new UnsentTurns(file, 'here').keep([turn('sarah', 'four')]);
    const taken = new UnsentTurns(file, 'here').take();
    expect(taken).toEqual([turn('sarah', 'one\ntwo'), turn('ola', 'three'), turn('sarah', 'four')]);
    expect(new UnsentTurns(file, 'here').take()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps a turn once, though it is told twice', () => {
    const unsent = new UnsentTurns(file, 'here');
    const once = turn('sarah', 'once');
    unsent.keep([once]);
    unsent.keep([once]);
    expect(new UnsentTurns(file, 'here').take()).toEqual([once]);
  });

  it('never tells one server what was said to another', () => {
    new UnsentTurns(file, 'Letta Cloud').keep([turn('sarah', 'a secret')]);
    expect(new UnsentTurns(file, 'here').take()).toEqual([]);
    expect(new UnsentTurns(file, 'Letta Cloud').take()).toEqual([turn('sarah', 'a secret')]);
  });

  it('makes no file when there is nothing to keep', () => {
    new UnsentTurns(file, 'here').keep([]);
    expect(existsSync(file)).toBe(false);
  });

  it('passes over a line that was cut off', () => {
    new UnsentTurns(file, 'here').keep([turn('sarah', 'whole')]);
    appendFileSync(file, '{"server":"here","turn":{"user":"sar');
    expect(new UnsentTurns(file, 'here').take()).toEqual([turn('sarah', 'whole')]);
  });
});
