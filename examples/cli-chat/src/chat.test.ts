import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { runChat, startServer, temporaryFolder } from './testing/processes.js';

/** What the assistant said, answer by answer. */
function answersOf(output: string): string[] {
  return [...output.matchAll(/^AI: (.*)$/gm)].map(([, answer = '']) => answer);
}

const INTRODUCTION = ['Hi, my name is Sarah and I live in Bergen.', 'I am allergic to peanuts.', 'exit'];
const QUESTIONS = ['What is my name?', 'Where do I live?', 'What am I allergic to?', 'exit'];

describe('the chat, fed by a pipe', () => {
  it('remembers at the second start what it was told at the first', async () => {
    const folder = temporaryFolder();
    const first = await runChat({ folder, lines: INTRODUCTION });
    expect(first).toMatchObject({ exitCode: 0, errors: '' });
    expect(first.output).toContain('offline stand-in');
    expect(first.output).toContain('OPENAI_API_KEY');
    expect(first.output).toContain('LETTA_API_KEY');
    expect(first.output).toMatch(/learned.*Sarah/);

    const second = await runChat({ folder, lines: QUESTIONS });
    expect(second).toMatchObject({ exitCode: 0, errors: '' });
    const [name, home, allergy] = answersOf(second.output);
    expect(name).toContain('Sarah');
    expect(home).toContain('Bergen');
    expect(allergy).toContain('peanuts');
  });

  it('remembers on a server of another process', async () => {
    const folder = temporaryFolder();
    const { url } = await startServer(folder);
    const environment = { LETTA_BASE_URL: url };
    const first = await runChat({ folder, environment, lines: INTRODUCTION });
    expect(first.output).toContain(`Letta at ${url}`);
    const second = await runChat({ folder: temporaryFolder(), environment, lines: QUESTIONS });
    const [name, home, allergy] = answersOf(second.output);
    expect(name).toContain('Sarah');
    expect(home).toContain('Bergen');
    expect(allergy).toContain('peanuts');
    expect(first.errors + second.errors).toBe('');
  });

  it('reads to the end of its input, without exit, in plain text', async () => {
    const { exitCode, output, errors } = await runChat({
      folder: temporaryFolder(),
      environment: { FORCE_COLOR: '1', CI: 'true' },
      lines: ['Hi, my name is Ola.', '', 'What is my name?'],
    });
    expect(exitCode).toBe(0);
    expect(errors).toBe('');
    expect(output).not.toMatch(/(?![\n])\p{Cc}/u);
    expect(output).toContain('You: Hi, my name is Ola.\nAI: ');
    // known already from this conversation, learned or not
    expect(answersOf(output).at(-1)).toContain('Ola');
    expect(output.trimEnd().endsWith('Goodbye!')).toBe(true);
  });

  it('ends well when its input is empty, and without a word', async () => {
    const { exitCode, output } = await runChat({ folder: temporaryFolder(), lines: [] });
    expect(exitCode).toBe(0);
    expect(output).toContain('Goodbye!');
  });

  it('keeps memory where --db says, whatever the folder is called', async () => {
    const folder = temporaryFolder();
    const place = join(folder, 'blåbær & #1 100% "søt"?');
    await runChat({ folder, words: ['--db', join(place, 'mine.db')], lines: ['I am Kari.', 'exit'] });
    expect(readdirSync(place)).toContain('mine.db');
    const again = await runChat({
      folder,
      environment: { LETTA_MEMORY_DB: join(place, 'mine.db') },
      lines: ['What is my name?'],
    });
    expect(answersOf(again.output)[0]).toContain('Kari');
    expect(readdirSync(folder)).toEqual([expect.stringContaining('blåbær')]);
  });

  it('tells users apart', async () => {
    const folder = temporaryFolder();
    await runChat({ folder, words: ['--user', 'ola'], lines: ['My name is Ola.'] });
    const { output } = await runChat({
      folder,
      lines: ['/user', '/user ola', 'What is my name?'],
    });
    expect(output).toContain('You are default_user, somebody I know nothing about yet.');
    expect(output).toContain('You are ola, somebody I remember.');
    expect(answersOf(output)[0]).toContain('Ola');
  });

  it('explains itself, and what is wrong with its options', async () => {
    const folder = temporaryFolder();
    const help = await runChat({ folder, words: ['--help'], lines: [] });
    expect(help).toMatchObject({ exitCode: 0, errors: '' });
    expect(help.output).toContain('--user <name>');
    expect(Math.max(...help.output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const wrong = await runChat({ folder, words: ['--usre', 'x'], lines: [] });
    expect(wrong).toMatchObject({ exitCode: 2, output: '' });
    expect(wrong.errors).toContain("'--usre'");
  });

  it('chats on with a warning when its file cannot be opened', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'memory.db'));
    const { exitCode, output } = await runChat({
      folder,
      words: ['--db', join(folder, 'memory.db')],
      lines: ['Hello!', 'Hello again!'],
    });
    expect(exitCode).toBe(0);
    expect(answersOf(output)).toHaveLength(2);
    expect(output.match(/The chat goes on without/g)).toHaveLength(1);
    expect(output).toContain('database');
    expect(output).not.toContain('base URL');
  });
});
