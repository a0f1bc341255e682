import { streamText, type LanguageModel } from 'ai';

import type { Commands } from './commands.js';
import type { Interrupts } from './interrupts.js';
import type { Learning } from './learning.js';
import type { Session } from './session.js';
import { speakAnswer } from './speak-answer.js';
import type { Terminal } from './terminal.js';

/** What a chat needs. */
export interface ChatParts {
  model: LanguageModel;
  session: Session;
  learning: Learning;
  terminal: Terminal;
  commands: Commands;
  interrupts: Interrupts;
}

/** The seed's `chat_with_memories` and its loop: recall, answer, learn. */
export async function chat({ model, session, learning, terminal, commands, interrupts }: ChatParts) {
  for (let line = await terminal.listen(); line !== null; line = await terminal.listen()) {
    if (line.toLowerCase() === 'exit') break;
    if (line === '' || (await commands.run(line))) continue;

    const abortSignal = interrupts.startAnswer();
    const memories = await learning.recall(session.user);
    const question = { role: 'user' as const, content: line };
    const response = streamText({
      model,
      instructions: `You are a helpful AI assistant.\n\n${memories}`,
      messages: [...session.history, question],
      abortSignal,
      maxRetries: 1,
      onError: () => {}, // speakAnswer meets it in the stream, and tells
    });
    const answer = await speakAnswer(response.stream, terminal);
    interrupts.endAnswer();

    if (answer === null) continue;
    const reply = { role: 'assistant' as const, content: answer === '' ? '(stopped)' : answer };
    session.history.push(question, reply);
    learning.add({ user: session.user, messages: [question, reply] });
  }
}
