import { describe, expect, it } from 'vitest';

import { runChat, temporaryFolder } from './testing/processes.js';

const INTRODUCTION = ['Hi, my name is Sarah and I live in Bergen.', '/wait'];

describe('the commands of the chat', () => {
  it('/memory shows what is remembered, and raw what the model is given', async () => {
    const { output } = await runChat({
      folder: temporaryFolder(),
      lines: ['/memory', ...INTRODUCTION, '/memory', '/memory raw'],
    });
    const [, before, nice, raw] = output.split(/^You: \/memory.*$/m);
    expect(before).toContain('Nothing is remembered of default_user yet.');
    expect(nice).toContain('What I know about default_user\n');
    expect(nice).toMatch(/^ {2}.*Sarah/m);
    expect(nice).toMatch(/What we talked about\n {2}\S/);
    expect(nice).not.toContain('<');
    expect(raw).toMatch(/<conversation_summary>\n[\s\S]+<\/conversation_summary>\n\n<human description=/);
  });

  it('/forget deletes after a yes, says so, and the next start knows nothing', async () => {
    const folder = temporaryFolder();
    const { output } = await runChat({
      folder,
      lines: [...INTRODUCTION, '/forget', 'yes', '/memory', 'What is my name?', '/forget', 'y'],
    });
    expect(output).toContain('Delete everything that is remembered of default_user? (yes/no) yes\nDeleted: ');
    expect(output).toMatch(/\/memory\nNothing is remembered/);
    expect(output.slice(output.indexOf('Deleted: '))).not.toContain('Sarah');

    const next = await runChat({ folder, lines: ['What is my name?'] });
    expect(next.output).toContain('I know nothing about you yet');
    expect(next.output).not.toContain('Sarah');
  });

  it.each(['no', '', 'maybe'])('/forget deletes nothing after "%s"', async (answer) => {
    const { output } = await runChat({
      folder: temporaryFolder(),
      lines: [...INTRODUCTION, '/forget', answer, '/memory'],
    });
    expect(output).toContain('Nothing was deleted.');
    expect(output.slice(output.indexOf('Nothing was deleted.'))).toContain('Sarah');
  });

  it('/forget deletes nothing when the input ends instead of an answer', async () => {
    const folder = temporaryFolder();
    const { exitCode, output } = await runChat({ folder, lines: [...INTRODUCTION, '/forget'] });
    expect(exitCode).toBe(0);
    expect(output).toContain('Nothing was deleted.');
    expect((await runChat({ folder, lines: ['/memory'] })).output).toContain('Sarah');
  });

  it('/forget leaves the memory of others alone', async () => {
    const { output } = await runChat({
      folder: temporaryFolder(),
      lines: [
        'I am Ola.',
        '/user kari',
        'I am Kari.',
        '/wait',
        '/forget',
        'yes',
        '/user default_user',
        '/memory',
      ],
    });
    expect(output.slice(output.lastIndexOf('What I know about default_user'))).toContain('Ola');
  });

  it('/clear begins a new conversation and keeps the memory', async () => {
    const { output } = await runChat({
      folder: temporaryFolder(),
      lines: [...INTRODUCTION, '/clear', 'Where do I live?'],
    });
    expect(output).toContain('A new conversation.');
    expect(output.slice(output.lastIndexOf('AI: '))).toContain('Bergen');
  });

  it('/help names every command, and a wrong one leads there', async () => {
    const { output } = await runChat({ folder: temporaryFolder(), lines: ['/memmory', '/help'] });
    expect(output).toContain('There is no /memmory. /help shows what there is.');
    for (const name of ['/memory', '/forget', '/wait', '/clear', '/user', '/help', 'exit']) {
      expect(output).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
  });

  it('talks about what only looks like a command', async () => {
    const { output } = await runChat({ folder: temporaryFolder(), lines: ['/etc/passwd is a file'] });
    expect(output).toContain('You: /etc/passwd is a file\nAI: ');
  });
});
