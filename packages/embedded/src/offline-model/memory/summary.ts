import type { Topic } from '../facts/fact.js';
import { allTopics, topicForms } from '../facts/topics.js';
import type { Language } from '../reading/language.js';
import { mentionedThings } from './mentions.js';

/** What a summary is made of. */
export interface SummaryRequest {
  /** The summary as it stands. */
  readonly before: string;
  /** What the user said, in order. */
  readonly texts: readonly string[];
  /** What facts were told about. */
  readonly topics: readonly Topic[];
  readonly name: string | undefined;
  /** The block's limit in characters. */
  readonly limit: number | undefined;
  readonly language: Language;
}

const mostShared = 8;
const mostThings = 4;

interface Parts {
  readonly shared: readonly string[];
  readonly talked: readonly string[];
  readonly asked: readonly string[];
}

/** A running summary in one or two sentences: what was shared, talked about and asked, the newest kept. */
export function summarise({ before, texts, topics, name, limit, language }: SummaryRequest): string {
  const { own, foreign } = readSummary(before);
  const { asked, talked } = mentionedThings(texts, language);
  const shared = allTopics
    .filter((topic) => topics.includes(topic))
    .map((topic) => topicForms[topic].summary);
  const parts: Parts = {
    shared: join(own.shared, shared, mostShared),
    talked: join(own.talked, shared.length > 0 ? [] : talked, mostThings),
    asked: join(own.asked, asked, mostThings),
  };
  const sentence = writeSummary(name ?? 'The user', parts);
  if (sentence === '') return before;
  const text = foreign === '' ? sentence : `${foreign} ${sentence}`;
  if (limit === undefined || text.length <= limit) return text;
  return sentence.length <= limit ? sentence : before;
}

/** Known ones keep their place, so that telling the same again changes nothing. */
function join(before: readonly string[], now: readonly string[], most: number): string[] {
  const fresh = now.slice(-most).filter((item) => !before.includes(item));
  return [...before, ...fresh].slice(-most);
}

function writeSummary(name: string, { shared, talked, asked }: Parts): string {
  const parts = [
    shared.length > 0 ? `shared ${list(shared)}` : '',
    talked.length > 0 ? `talked about ${list(talked)}` : '',
    asked.length > 0 ? `asked about ${list(asked)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${name} ${parts.join('; ')}.`;
}

function list(items: readonly string[]): string {
  return items.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

const ownSentence = /(?:^| )([^.!?\n]{1,60}? (?:(?:shared|talked about|asked about) [^.;\n]+(?:; )?)+)\.$/;

/** Takes a summary of ours apart again; what another model wrote stands before it as it is. */
function readSummary(text: string): { own: Parts; foreign: string } {
  const sentence = ownSentence.exec(text)?.[1];
  if (sentence === undefined)
    return { own: { shared: [], talked: [], asked: [] }, foreign: firstSentence(text) };
  const items = (verb: string): string[] => {
    const found = new RegExp(`(?:^|; |^[^;]*? )${verb} ([^;]+?)(?:;|$)`).exec(sentence)?.[1];
    return found === undefined ? [] : found.split(/, | and /);
  };
  const own = { shared: items('shared'), talked: items('talked about'), asked: items('asked about') };
  return { own, foreign: firstSentence(text.slice(0, text.length - sentence.length - 1)) };
}

function firstSentence(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?= |$)/.exec(flat)?.[0] ?? flat;
}
