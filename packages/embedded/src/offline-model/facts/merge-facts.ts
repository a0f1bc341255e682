import { comparable } from '../reading/words.js';
import { areSame, joinDescribed, readDescribed } from './described.js';
import type { Fact, Topic } from './fact.js';
import { type HumanLine, writeHumanLine } from './human-lines.js';

/** A line after merging, and the line it stands for, if there was one. */
export interface MergedLine extends HumanLine {
  readonly original?: string;
}

const opposites: Partial<Record<Topic, readonly Topic[]>> = {
  like: ['dislike'],
  dislike: ['like', 'hobby'],
  hobby: ['dislike'],
};
const described: ReadonlySet<Topic> = new Set(['pet', 'family', 'formerPet']);
const eatingStyles = /^(?:vegan|vegetarian|pescatarian|pescetarian|flexitarian)$/;

/**
 * Brings facts, oldest first, into the lines that are known: a changed fact takes the place of the old one, a known
 * one is not written again, one taken back goes. Lines of others are left alone.
 */
export function mergeFacts(known: readonly HumanLine[], facts: readonly Fact[]): MergedLine[] {
  let lines: readonly MergedLine[] = known.map((line) => ({ ...line, original: line.text }));
  for (const fact of facts) lines = mergeOne(lines, fact);
  const before = known
    .map((line) => line.text)
    .toSorted()
    .join('\n');
  const after = lines
    .map((line) => line.text)
    .toSorted()
    .join('\n');
  return before === after ? known.map((line) => ({ ...line, original: line.text })) : [...lines];
}

function mergeOne(lines: readonly MergedLine[], fact: Fact): readonly MergedLine[] {
  if (fact.action === 'remove') return takeAway(lines, fact);
  const place = lines.findIndex((line) => line.topic === fact.topic && isSame(line, fact));
  const old = lines[place];
  if (old === undefined) {
    const contrary = lines.findIndex((line) => isContrary(line, fact));
    return contrary < 0 ? [...lines, writeHumanLine(fact)] : replaceAt(lines, contrary, writeHumanLine(fact));
  }
  // an old conversation told again does not undo what was said since
  if (old.day !== undefined && old.day > fact.day) return lines;
  const value = described.has(fact.topic) ? joinDescribed(old.value, fact.value) : fact.value;
  if (saysNothingNew(old, { ...fact, value })) return lines;
  return replaceAt(lines, place, writeHumanLine({ ...fact, value }));
}

function isSame(line: HumanLine, fact: Fact): boolean {
  if (described.has(fact.topic)) return areSame(readDescribed(line.value), readDescribed(fact.value));
  if (fact.topic === 'favourite') return comparable(line.detail ?? '') === comparable(fact.detail ?? '');
  if (fact.topic === 'plan') return withoutDay(line.value) === withoutDay(fact.value);
  if (fact.topic === 'diet' && eatingStyles.test(fact.value) && eatingStyles.test(line.value)) return true;
  return fact.action === 'set' || comparable(line.value) === comparable(fact.value);
}

function withoutDay(plan: string): string {
  return comparable(plan.replace(/ (?:on \d{4}-\d{2}-\d{2}|in (?:the week of )?[\w ]*[\d-]+)$/, ''));
}

function isContrary(line: HumanLine, fact: Fact): boolean {
  if (line.topic === undefined) return false;
  return (
    (opposites[fact.topic]?.includes(line.topic) ?? false) &&
    comparable(line.value) === comparable(fact.value)
  );
}

/** `Bergen` after `Bergen, Norway`, or `Sarah` after `Sarah Berg`, is known already. */
function saysNothingNew(old: HumanLine, fact: Fact): boolean {
  const before = comparable(old.value);
  const now = comparable(fact.value);
  if (before === now) return fact.topic !== 'name' || old.value === fact.value;
  return ['name', 'home', 'origin', 'relationship'].includes(fact.topic) && before.startsWith(`${now} `);
}

function takeAway(lines: readonly MergedLine[], fact: Fact): readonly MergedLine[] {
  const meant = lines.filter((line) => line.topic === fact.topic && isMeant(line, fact));
  // `I sold my dog` of somebody with three dogs: which one?
  if (fact.topic === 'pet' && fact.value !== '' && meant.length > 1) return lines;
  if (fact.topic !== 'pet' || fact.value === '') return lines.filter((line) => !meant.includes(line));
  const gone = meant[0];
  if (gone === undefined) return lines;
  const known = lines.some(
    (line) => line.topic === 'formerPet' && comparable(line.value) === comparable(gone.value),
  );
  if (known) return lines.filter((line) => line !== gone);
  return replaceAt(
    lines,
    lines.indexOf(gone),
    writeHumanLine({ topic: 'formerPet', value: gone.value, day: fact.day }),
  );
}

function isMeant(line: HumanLine, fact: Fact): boolean {
  if (fact.value === '') return true;
  if (fact.topic === 'pet' && /^pets?\b/.test(fact.value)) return true;
  if (described.has(fact.topic)) return areSame(readDescribed(line.value), readDescribed(fact.value));
  const known = comparable(line.value);
  const told = comparable(fact.value);
  return known === told || (['home', 'origin'].includes(fact.topic) && known.startsWith(`${told} `));
}

function replaceAt(lines: readonly MergedLine[], place: number, line: HumanLine): MergedLine[] {
  const original = lines[place]?.original;
  return lines.map((other, index) =>
    index === place ? { ...line, ...(original !== undefined && { original }) } : other,
  );
}
