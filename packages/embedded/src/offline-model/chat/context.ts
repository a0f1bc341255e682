import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { extractFacts } from '../facts/extract-facts.js';
import type { Fact } from '../facts/fact.js';
import { type HumanLine, readHumanLines } from '../facts/human-lines.js';
import { mergeFacts } from '../facts/merge-facts.js';
import { unescapeTags } from '../reading/escapes.js';
import type { Language } from '../reading/language.js';
import { presentTurn, messageText, systemText } from '../reading/prompt-text.js';

/** What the chat side knows when it answers. */
export interface ChatContext {
  /** The last user message. */
  readonly message: string;
  /** What was known before that message: from the learned context and from this conversation. */
  readonly before: readonly HumanLine[];
  /** What is known with it. */
  readonly known: readonly HumanLine[];
  /** What that message told. */
  readonly told: readonly Fact[];
  /** The learned summary of earlier conversations, empty when there is none. */
  readonly summary: string;
  /** What the user said earlier in this conversation. */
  readonly earlier: readonly string[];
}

/** Gathers it from a prompt: learned context in the system messages, then the conversation itself. */
export function readChatContext(
  prompt: LanguageModelV4Prompt,
  today: string,
  language: Language,
): ChatContext {
  const system = systemText(prompt);
  const message = presentTurn(prompt).userTexts.join('\n');
  const said = prompt.filter((part) => part.role === 'user').map(messageText);
  const earlier = said.slice(0, said.length - presentTurn(prompt).userTexts.length);
  const learned = readHumanLines(taggedValue(system, 'human'));
  // whatever the clocks and time zones say, this conversation is later than what was learned before it
  const day = learned.reduce(
    (latest, line) => (line.day !== undefined && line.day > latest ? line.day : latest),
    today,
  );
  const before = mergeFacts(
    learned,
    earlier.flatMap((text) => extractFacts(text, day, language)),
  );
  const told = extractFacts(message, day, language);
  return {
    message,
    before,
    known: mergeFacts(before, told),
    told,
    summary: taggedValue(system, 'conversation_summary'),
    earlier,
  };
}

function taggedValue(text: string, tag: string): string {
  const found =
    [...text.matchAll(new RegExp(`<${tag}(?: [^>]*)?>\\n?([^]*?)\\n?</${tag}>`, 'g'))].at(-1)?.[1] ?? '';
  return unescapeTags(found).trim();
}
