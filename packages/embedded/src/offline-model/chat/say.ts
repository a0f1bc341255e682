import { readDescribed } from '../facts/described.js';
import type { Topic } from '../facts/fact.js';
import type { HumanLine } from '../facts/human-lines.js';
import { allTopics } from '../facts/topics.js';

/** `cats, dogs and horses`. */
export function joinWords(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** A sentence with its first letter great and a full stop. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** What is known, each fact told back to the user: `you live in Bergen`. Lines of one topic make one phrase. */
export function sayFacts(lines: readonly HumanLine[]): string[] {
  return allTopics.flatMap((topic) => {
    const ofTopic = lines.filter((line) => line.topic === topic);
    return ofTopic.length === 0 ? [] : sayTopic(topic, ofTopic);
  });
}

function sayTopic(topic: Topic, lines: readonly HumanLine[]): string[] {
  const values = lines.map((line) => line.value);
  const all = joinWords(values);
  switch (topic) {
    case 'name':
      return [`your name is ${all}`];
    case 'home':
      return [`you live in ${all}`];
    case 'origin':
      return [`you come from ${all}`];
    case 'nationality':
      return [`you are ${all}`];
    case 'allergy':
      return [`you are allergic to ${all}`];
    case 'diet':
      return values.map(sayDiet);
    case 'relationship':
      return [`you are ${all}`];
    case 'family':
      return values.map(sayRelative);
    case 'pet':
      return [`you have ${joinWords(values.map(withArticle))}`];
    case 'formerPet':
      return [`you used to have ${joinWords(values.map(withArticle))}`];
    case 'job':
      return [all === 'retired' ? 'you are retired' : `you work as ${article(all)} ${all}`];
    case 'employer':
      return [`you work at ${all}`];
    case 'studies':
      return [`you study ${all}`];
    case 'birthday':
      return [/^\d{4}$/.test(all) ? `you were born in ${all}` : `your birthday is ${all}`];
    case 'age':
      return [`you are ${all} years old`];
    case 'language':
      return [`you speak ${all}`];
    case 'learning':
      return [`you are learning ${all}`];
    case 'favourite':
      return lines.map((line) => `your favourite ${line.detail ?? 'thing'} is ${line.value}`);
    case 'hobby':
      return [values.length > 1 ? `your hobbies are ${all}` : `your hobby is ${all}`];
    case 'like':
      return [`you like ${all}`];
    case 'dislike':
      return [`you do not like ${all}`];
    case 'plan':
      return values.map(sayPlan);
    case 'note':
      return values.map(toSecondPerson);
  }
}

function sayDiet(value: string): string {
  if (value.startsWith('no ')) return `you do not eat or drink ${value.slice(3)}`;
  return /free$|^(?:halal|kosher|keto)$/.test(value)
    ? `you eat ${value}`
    : `you are ${value.replace(/^diabetic$/, 'diabetic').replace(/^(c(?:o?)eliac)$/, '$1 (no gluten)')}`;
}

function sayRelative(value: string): string {
  const { name, details, counted } = readDescribed(value);
  if (counted)
    return /^(?:mother|mom|mum|father|dad|parent) of/.test(value)
      ? `you are a ${value}`
      : `you have ${value}`;
  const head = value.split(', ')[0] ?? value;
  if (details.length === 0)
    return name === ''
      ? `you have ${article(head)} ${head}`
      : `your ${head.slice(0, head.length - name.length).trim()} is called ${name}`;
  const told = details.map((detail) =>
    detail.replace(/^works as /, `works as ${article(detail.slice(9))} `).replace(/^(?=\d|allergic)/, 'is '),
  );
  return `your ${head} ${joinWords(told)}`;
}

function withArticle(value: string): string {
  const { kind, name, details, counted } = readDescribed(value);
  if (counted) return value;
  const called = name === '' ? '' : ` called ${name}`;
  return `${article(kind)} ${kind}${called}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'an' : 'a';
}

function sayPlan(value: string): string {
  const plan = toSecondPerson(value);
  return /^\p{L}+ing\b/u.test(plan) ? `you are ${plan}` : `you have ${article(plan)} ${plan}`;
}

/** `my locker code is 4711` said back: `your locker code is 4711`. */
function toSecondPerson(text: string): string {
  const turned: Readonly<Record<string, string>> = {
    'i am': 'you are',
    i: 'you',
    my: 'your',
    me: 'you',
    mine: 'yours',
    our: 'your',
    we: 'you',
    myself: 'yourself',
  };
  return text.replace(
    /\b(?:I am|I|my|me|mine|our|we|myself)\b/gi,
    (word) => turned[word.toLowerCase()] ?? word,
  );
}
