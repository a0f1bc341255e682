import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';

/** The plain text of one prompt message; files, reasoning and tool parts are left out. */
export function messageText(message: LanguageModelV4Message): string {
  if (message.role === 'system') return message.content;
  if (message.role === 'tool') return '';
  const texts: string[] = [];
  for (const part of message.content) if (part.type === 'text') texts.push(part.text);
  return texts.join('\n');
}

/** All system messages of a prompt as one text. */
export function systemText(prompt: LanguageModelV4Prompt): string {
  return prompt
    .filter((message) => message.role === 'system')
    .map(messageText)
    .join('\n\n');
}

/** A prompt cut where the present turn begins. */
export interface PromptTurn {
  /** The user messages of the present turn, oldest first. */
  readonly userTexts: readonly string[];
  /** What the model has done since: its own messages and the results of its tools. */
  readonly since: LanguageModelV4Prompt;
}

/** Finds the last run of user messages and what came after it. */
export function presentTurn(prompt: LanguageModelV4Prompt): PromptTurn {
  const last = prompt.findLastIndex((message) => message.role === 'user');
  if (last < 0) return { userTexts: [], since: [] };
  let first = last;
  while (first > 0 && isUserOrSystem(prompt[first - 1])) first -= 1;
  const userTexts = prompt
    .slice(first, last + 1)
    .filter((message) => message.role === 'user')
    .map(messageText);
  return { userTexts, since: prompt.slice(last + 1) };
}

function isUserOrSystem(message: LanguageModelV4Message | undefined): boolean {
  return message?.role === 'user' || message?.role === 'system';
}
