import { beforeEach, describe, expect, it } from 'vitest';

import { runChat, startChat, startChatAtTerminal, startModel, temporaryFolder } from './testing/processes.js';

const CTRL_C = '\u0003';

describe('leaving the chat', () => {
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};

  beforeEach(async () => {
    folder = temporaryFolder();
    environment = { OPENAI_BASE_URL: await startModel(), OPENAI_MODEL: 'gpt-4o-mini' };
  });

  it('waits until what was said is learned, after one Ctrl-C too', async () => {
    const chat = startChat({ folder, environment });
    chat.write('I like skiing. [[slow 1000]]\n');
    await chat.shows(/AI: You said: I like skiing/);
    chat.child.kill('SIGINT');
    expect(await chat.ended()).toBe(0);
    expect(chat.output).toMatch(/Leaving when[^]*learned: I like skiing[^]*Goodbye!/);
  });

  it('leaves at once after the second Ctrl-C, and has learned every turn at the next start', async () => {
    const chat = startChat({ folder, environment });
    // the model is as slow to learn it as to answer it
    chat.write('I like skiing. [[slow 2000]]\n');
    await chat.shows(/AI: You said: I like skiing/);
    chat.write('I like cheese.\n');
    await chat.shows(/AI: You said: I like cheese/);
    chat.child.kill('SIGINT');
    await chat.shows(/Ctrl-C again leaves at once/);
    chat.child.kill('SIGINT');
    expect(await chat.ended()).toBe(0);
    expect(chat.output).toContain('will be learned later');
    expect(chat.output).not.toContain('learned: ');

    const next = await runChat({ folder, environment, lines: ['/memory'] });
    expect(next.output).toContain('Welcome back');
    const memory = next.output.slice(next.output.indexOf('/memory\n'));
    expect(memory.match(/I like skiing/g)).toHaveLength(1);
    expect(memory.match(/I like cheese/g)).toHaveLength(1);
  });

  it.runIf(process.platform === 'linux')(
    'does so at a terminal, where Ctrl-C first stops an answer',
    async () => {
      const chat = startChatAtTerminal({ folder, environment });
      await chat.shows(/You: /);
      chat.write('Tell me a story. [[hang]]\r');
      await chat.shows(/thinking/);
      chat.write(CTRL_C);
      await chat.shows(/stopped[^]*You: /);
      chat.write('I like skiing.\r');
      await chat.shows(/You said: [^]*You: /);
      // the story hangs for the memory agent too, so leaving would take long
      chat.write('exit\r');
      await chat.shows(/Ctrl-C leaves at once/);
      chat.write(CTRL_C);
      expect(await chat.ended()).toBe(0);
      expect(chat.output).toContain('will be learned later');
    },
  );

  it('parks and leaves when it is told to end', async () => {
    const chat = startChat({ folder, environment });
    chat.write('I like skiing. [[slow 1000]]\n');
    await chat.shows(/AI: You said: I like skiing/);
    chat.child.kill('SIGTERM');
    expect(await chat.ended()).toBe(128 + 15);
    const next = await runChat({ folder, environment, lines: ['/wait', '/memory'] });
    expect(next.output).toContain('I like skiing');
  });

  it('ends quietly when nobody reads its output', async () => {
    const chat = startChat({ folder, environment });
    await chat.shows(/A chat that remembers/);
    chat.child.stdout.destroy();
    chat.write('I like skiing.\nI like cheese.\n');
    expect(await chat.ended()).toBe(0);
    expect(chat.errors).toBe('');
  });
});
