import { afterEach, describe, expect, it } from 'vitest';

import { readKeyboardLines } from './keyboard-lines.js';
import type { LineReader } from './line-reader.js';
import { Screen } from './testing/screen.js';

const LEFT = '\u001B[D';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

describe('readKeyboardLines', () => {
  const opened: LineReader[] = [];
  afterEach(() => opened.splice(0).forEach((lines) => lines.close()));

  function open(columns: number) {
    const screen = new Screen(columns);
    let interrupts = 0;
    const lines = readKeyboardLines({
      input: screen.input,
      output: screen.output,
      completions: ['/memory', '/forget'],
      onInterrupt: () => (interrupts += 1),
    });
    opened.push(lines);
    return { screen, lines, interrupts: () => interrupts };
  }

  it('puts back a half-typed line, and the cursor in it, below what is shown meanwhile', async () => {
    const { screen, lines } = open(60);
    const line = lines.next('You: ');
    screen.type(`I live in Bergn${LEFT}`);
    await screen.lines();
    lines.showAbove('  * learned: Name: Sarah');
    expect(await screen.lines()).toEqual(['  * learned: Name: Sarah', 'You: I live in Bergn']);
    expect(screen.cursor).toEqual({ row: 1, column: 'You: I live in Berg'.length });
    screen.type('e\r');
    expect(await line).toBe('I live in Bergen');
  });

  it('does so for a line that goes over several rows', async () => {
    const { screen, lines } = open(20);
    const line = lines.next('\nYou: ');
    const words = 'a line that is much longer than this screen is wide';
    screen.type(words);
    await screen.lines();
    for (const news of ['* one', '* two\n  and more']) lines.showAbove(news);
    const shown = await screen.lines();
    expect(shown.slice(0, 4)).toEqual(['* one', '* two', '  and more', '']);
    expect(shown.slice(4).join('')).toBe(`You: ${words}`);
    screen.type('\r');
    expect(await line).toBe(words);
  });

  it('keeps what is typed ahead out of the answer and shows it with the next question', async () => {
    const { screen, lines } = open(60);
    const first = lines.next('You: ');
    screen.type('hello\r');
    await first;
    screen.type('and an');
    screen.output.write('AI:  an answer\n');
    expect(await screen.lines()).toEqual(['You: hello', 'AI:  an answer']);
    const second = lines.next('You: ');
    screen.type('other\r');
    expect(await second).toBe('and another');
    expect(await screen.lines()).toEqual(['You: hello', 'AI:  an answer', 'You: and another']);
  });

  it('does not draw over the answer when much is typed ahead', async () => {
    const { screen, lines } = open(20);
    const ahead = 'far more words than one row of this screen can hold';
    screen.type(ahead);
    screen.output.write('AI:  one\nAI:  two\n');
    await screen.lines();
    const line = lines.next('\nYou: ');
    const shown = await screen.lines();
    expect(shown.slice(0, 3)).toEqual(['AI:  one', 'AI:  two', '']);
    expect(shown.slice(3).join('')).toBe(`You: ${ahead}`);
    screen.type('\r');
    expect(await line).toBe(ahead);
  });

  it('hears Ctrl-C while a line is typed, during an answer, and after Ctrl-D', async () => {
    const { screen, lines, interrupts } = open(60);
    const line = lines.next('You: ');
    screen.type(CTRL_C);
    await screen.lines();
    expect(interrupts()).toBe(1);
    screen.type('x\r');
    await line;
    screen.type(CTRL_C);
    await screen.lines();
    expect(interrupts()).toBe(2);
    const last = lines.next('You: ');
    screen.type(CTRL_D);
    expect(await last).toBeNull();
    screen.type(CTRL_C);
    await screen.lines();
    expect(interrupts()).toBe(3);
  });

  it('gives null to who waits when the reading is ended', async () => {
    const { lines } = open(60);
    const line = lines.next('You: ');
    lines.end();
    expect(await line).toBeNull();
    expect(await lines.next('You: ')).toBeNull();
  });

  it('completes commands', async () => {
    const { screen, lines } = open(60);
    const line = lines.next('You: ');
    for (const key of ['/mem', '\t', '\r']) {
      screen.type(key);
      await screen.lines();
    }
    expect(await line).toBe('/memory');
  });
});
