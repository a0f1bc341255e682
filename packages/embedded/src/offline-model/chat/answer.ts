import type { Fact } from '../facts/fact.js';
import { writeHumanLine } from '../facts/human-lines.js';
import { splitSentences } from '../reading/clauses.js';
import type { Language } from '../reading/language.js';
import { answerQuestion, normaliseQuestion } from './answer-question.js';
import type { ChatContext } from './context.js';
import { asSentence, joinWords, sayFacts } from './say.js';
import { smallTalk } from './small-talk.js';

const longestMessage = 4000;
const questionStart =
  /^(?:(?:hi|hello|hey|so|and|but|ok|okay|well|please|now|hm+)\b[ ,]*)*(?:what|whats|waht|wat|where|wheres|when|who|whos|which|how|why|do|does|did|am|is|are|can|could|would|will|have|has|tell me|remind me|describe me|list|show me|guess|summari[sz]e)\b/i;

/** Answers the last user message: confirms what was told, answers what was asked, says plainly what it cannot do. */
export function answerMessage(context: ChatContext, language: Language): string {
  const sentences = splitSentences(context.message.slice(0, longestMessage), language);
  const name = context.known.find((line) => line.topic === 'name')?.value;
  const replies: string[] = [];
  const confirmed = confirmTold(context);
  if (confirmed !== '') replies.push(confirmed);
  let missed = false;
  for (const sentence of sentences) {
    if (!sentence.endsWith('?') && !questionStart.test(sentence)) continue;
    const answer = answerQuestion(sentence, context) ?? smallTalk(normaliseQuestion(sentence), name);
    if (answer === undefined) missed = true;
    else if (!replies.includes(answer)) replies.push(answer);
  }
  if (replies.length === 0 && !missed) {
    const talk = smallTalk(normaliseQuestion(context.message.slice(0, longestMessage)), name);
    return talk ?? nothingNoted(name);
  }
  if (missed) replies.push(cannot(name));
  return greet(replies.slice(0, 6).join(' '), context, name);
}

/** `Nice to meet you, Sarah. I'll remember that you live in Bergen.` */
function confirmTold({ told, before }: ChatContext): string {
  if (told.length === 0) return '';
  const texts = new Set(before.map((line) => line.text.replace(/ \([\d-]+\)$/, '').toLowerCase()));
  const given = told.filter((fact) => fact.action !== 'remove');
  const lines = given.map((fact) => writeHumanLine(fact));
  const fresh = lines.filter((line) => !texts.has(line.text.replace(/ \([\d-]+\)$/, '').toLowerCase()));
  const name = fresh.find((line) => line.topic === 'name')?.value;
  const knewName = before.some((line) => line.topic === 'name');
  const others = sayFacts(fresh.filter((line) => line.topic !== 'name'));
  const parts: string[] = [];
  if (name !== undefined)
    parts.push(knewName ? `All right, I'll call you ${name}.` : `Nice to meet you, ${name}.`);
  if (others.length > 0) parts.push(`I'll remember that ${joinWords(others)}.`);
  if (given.length > 0 && fresh.length === 0) parts.push(`Yes, I know that ${joinWords(sayFacts(lines))}.`);
  if (told.some((fact: Fact) => fact.action === 'remove')) parts.push('All right, I have changed my notes.');
  return parts.join(' ');
}

function greet(reply: string, { message, told }: ChatContext, name: string | undefined): string {
  if (!/^\s*(?:hi|hello|hey|good (?:morning|evening|afternoon))\b/i.test(message)) return reply;
  if (told.some((fact) => fact.topic === 'name')) return reply;
  return name === undefined ? `Hello! ${reply}` : `Hello ${name}! ${reply}`;
}

function cannot(name: string | undefined): string {
  const to = name === undefined ? '' : `, ${name}`;
  return `That is beyond me${to}: I am an offline stand-in that works by rules. I remember what you tell me about yourself and answer questions about it; for everything else, connect a real model.`;
}

function nothingNoted(name: string | undefined): string {
  const to = name === undefined ? '' : `, ${name}`;
  return asSentence(
    `I hear you${to}, but as an offline stand-in I only follow facts about you, such as "I live in Bergen" or "I like hiking". A real model would have more to say`,
  );
}
