import { comparable } from '../reading/words.js';
import { expandShortForms, plainText } from '../reading/normalise.js';
import { readDescribed } from '../facts/described.js';
import type { Topic } from '../facts/fact.js';
import type { HumanLine } from '../facts/human-lines.js';
import type { ChatContext } from './context.js';
import { asksForAll, asksForSummary, type QuestionKind, questionKinds } from './questions.js';
import { asSentence, joinWords, sayFacts } from './say.js';
import { searchLines } from './search-lines.js';
import { mendTypos } from './typos.js';

/** A question as the patterns read it: small letters, long forms, no marks, simple slips mended. */
export function normaliseQuestion(sentence: string): string {
  const words = expandShortForms(plainText(sentence))
    .toLowerCase()
    .replace(/'s\b/g, '')
    .replace(/[^\p{L}\p{N} ]+/gu, ' ');
  return mendTypos(words.replace(/\s+/g, ' ').trim())
    .replace(/\b(?:u|ya)\b/g, 'you')
    .replace(/\br\b/g, 'are');
}

/** A question for something of the user's own that no kind above knows: `what is my shoe size`. */
const asksForOwn =
  /^(?:what|where|when|who|which|how (?:old|many|tall|big|long|much)) (?:is|are|was|were) my\b/;

/** Answers a question about the user from what is known; undefined when it is about something else. */
export function answerQuestion(sentence: string, context: ChatContext): string | undefined {
  const question = normaliseQuestion(sentence);
  if (asksForSummary.test(question)) return tellSummary(context);
  if (asksForAll.test(question)) return tellAll(context);
  const kind = questionKinds.find(({ pattern }) => pattern.test(question));
  if (kind !== undefined) return answerKind(question, kind, context);
  const found = searchLines(question, context.known);
  if (found !== undefined) return found;
  return asksForOwn.test(question) ? 'You have not told me that yet.' : undefined;
}

function answerKind(question: string, kind: QuestionKind, { known }: ChatContext): string {
  const lines = narrow(
    question,
    known.filter((line) => line.topic !== undefined && kind.topics.includes(line.topic)),
    kind,
  );
  const asked = thingAsked(question);
  if (asked !== undefined) return confirm(asked, lines, known);
  if (lines.length > 0) return asSentence(joinWords(sayFacts(lines)));
  const foreign = known.filter((line) => line.topic === undefined && kind.elsewhere.test(line.value));
  if (foreign.length > 0)
    return `I have this noted: ${foreign.map((line) => line.value.trim()).join('; ')}`.replace(
      /(?<![.!?])$/,
      '.',
    );
  return `You have not told me ${missingOf(question, kind)} yet.`;
}

/** The first topic that has lines, and of it those the question names: my dog, my favourite food. */
function narrow(question: string, lines: readonly HumanLine[], { topics }: QuestionKind): HumanLine[] {
  const primary = topics[0];
  if (primary === 'favourite') {
    const detail = favouriteAsked(question);
    return lines.filter(
      (line) => detail === undefined || comparable(line.detail ?? '') === comparable(detail),
    );
  }
  if (primary === 'pet' || primary === 'family') {
    const named = lines.filter((line) => namesKind(question, line));
    if (named.some((line) => line.topic === primary)) return named.filter((line) => line.topic === primary);
    if (named.length > 0) return named;
    return /\b(?:pets?|animals?|family|siblings?|relatives?)\b/.test(question)
      ? firstTopic(lines, topics)
      : [];
  }
  if (primary === 'allergy' || primary === 'job' || primary === 'language')
    return /\ballerg/.test(question) ? lines.filter((line) => line.topic === 'allergy') : [...lines];
  return firstTopic(lines, topics);
}

function firstTopic(lines: readonly HumanLine[], topics: readonly Topic[]): HumanLine[] {
  const topic = topics.find((topic) => lines.some((line) => line.topic === topic));
  return lines.filter((line) => line.topic === topic);
}

const children = /\b(?:kids?|child|children|sons?|daughters?|boys?|girls?|mother of|father of|parent)\b/;
const siblings = /\b(?:siblings?|brothers?|sisters?)\b/;
const spouses = /\b(?:husband|wife|partner|spouse|married)\b/;

function namesKind(question: string, line: HumanLine): boolean {
  const { kind, name } = readDescribed(line.value);
  const words = comparable(question);
  if (name !== '' && ` ${words} `.includes(` ${comparable(name)} `)) return true;
  const last = kind.split(' ').at(-1) ?? kind;
  if (` ${words} `.includes(` ${comparable(last)} `)) return true;
  if (/\b(?:mom|mum|dad)\b/.test(question) && /^(?:mother|father)$/.test(kind))
    return /dad/.test(question) === (kind === 'father');
  if (/\b(?:kids?|child|children)\b/.test(question) && children.test(line.value)) return true;
  if (/\bsiblings?\b/.test(question) && siblings.test(line.value)) return true;
  if (/\bpupp(?:y|ies)\b/.test(question) && kind === 'dog') return true;
  return line.topic === 'relationship' && spouses.test(question) && /married|engaged/.test(line.value);
}

function favouriteAsked(question: string): string | undefined {
  return /\bfavourite (.+)$/
    .exec(question)?.[1]
    ?.replace(/ (?:again|is|please|called|thing)$/, '')
    .trim();
}

const yesNo =
  /^(?:and |so |but |hey |do you (?:know|remember)(?: if| whether)? )*(?:do i|am i|can i|should i|may i|did i)\s+(?:really |still |also |not |ever )*(?:like|love|enjoy|hate|dislike|live in|live at|work at|work for|work as|have(?<=\b(?:can|should|may) i have)|speak|study|come from|from|eat|drink|play|allergic to|have an allergy to|a|an)\s+(?:to |eating |an? )?(.+)$/;

/** The thing a yes-or-no question asks about: `cats` in `do I like cats`. */
function thingAsked(question: string): string | undefined {
  const thing = yesNo.exec(question)?.[1];
  return thing === undefined ||
    /^(?:best|most|anything|something|any|it|that|for (?:a living|fun|work)|here|at|in|what|there|do|doing)\b/.test(
      thing,
    )
    ? undefined
    : thing.replace(/ (?:or not|again|too|anymore|please)$/, '');
}

function confirm(thing: string, lines: readonly HumanLine[], known: readonly HumanLine[]): string {
  const wanted = comparable(thing);
  const matches = (line: HumanLine): boolean => {
    const value = comparable(line.value);
    return (
      value === wanted ||
      ` ${value} `.includes(` ${wanted} `) ||
      ` ${wanted} `.includes(` ${value.replace(/^no /, '')} `)
    );
  };
  const found = lines.filter(matches);
  const other =
    found.length > 0
      ? found
      : known.filter((line) => line.topic !== undefined && line.topic !== 'note' && matches(line));
  if (other.length > 0) return `As far as I know, ${joinWords(sayFacts(other))}.`;
  const instead = lines.length > 0 ? ` What I know is that ${joinWords(sayFacts(lines))}.` : '';
  return `You have not told me that.${instead}`;
}

function missingOf(question: string, kind: QuestionKind): string {
  const pet =
    /\bmy (dog|cat|rabbit|horse|hamster|parrot|bird|fish|turtle|snake)\b|\bi have (?:an? )?(dog|cat|rabbit|horse|hamster|parrot|bird|fish|turtle|snake)s?\b/.exec(
      question,
    );
  if (pet !== null) return `about a ${pet[1] ?? pet[2]}`;
  const favourite = kind.topics[0] === 'favourite' ? favouriteAsked(question) : undefined;
  if (favourite !== undefined && /^[\p{L}\p{N} ]{2,30}$/u.test(favourite))
    return `your favourite ${favourite}`;
  const relative =
    kind.topics[0] === 'family' ? /\bmy (\p{L}+)\b|\bi have (?:an?|any) (\p{L}+)\b/u.exec(question) : null;
  const who = relative?.[1] ?? relative?.[2];
  return who === undefined ? kind.missing : `about your ${who}`;
}

function tellAll({ known }: ChatContext): string {
  const facts = sayFacts(known);
  const others = known
    .filter((line) => line.topic === undefined && line.value.trim() !== '')
    .map((line) => line.value.trim());
  if (facts.length + others.length === 0)
    return 'Nothing yet. Tell me something about yourself, and I will remember it.';
  const told = facts.length > 0 ? `I know that ${joinWords(facts)}.` : '';
  const noted =
    others.length > 0 ? `I also have this noted: ${others.join('; ')}`.replace(/(?<![.!?])$/, '.') : '';
  return [told, told === '' ? noted.replace('I also have', 'I have') : noted]
    .filter((part) => part !== '')
    .join(' ');
}

function tellSummary({ summary, earlier, known }: ChatContext): string {
  if (summary !== '') return `From what I have noted: ${summary.replace(/\s+/g, ' ')}`;
  if (earlier.length > 0) {
    const facts = sayFacts(known);
    return facts.length > 0
      ? `In this conversation you told me that ${joinWords(facts)}.`
      : 'We have only just begun to talk.';
  }
  return 'I have no notes of an earlier conversation.';
}
