import { assertedClauses, type Clause } from '../reading/clauses.js';
import type { Language } from '../reading/language.js';
import type { Fact, Rule, RuleContext, Topic } from './fact.js';
import { allergyRule, dietRule } from './health-rules.js';
import { homeRule, originRule } from './home-rules.js';
import { ageRule, birthdayRule, languageRule, nameRule } from './identity-rules.js';
import { explicitNote, forgetsEverything, retractedWords } from './note-rules.js';
import { familyRule, relationshipRule } from './people-rules.js';
import { petRule } from './pet-rules.js';
import { isPlain } from './phrases.js';
import { planRule } from './plan-rules.js';
import { tasteRule } from './taste-rules.js';
import { allTopics } from './topics.js';
import { studiesRule, workRule } from './work-rules.js';

/** In the order they are asked: the first that knows a clause has it. */
const rules: readonly Rule[] = [
  allergyRule,
  dietRule,
  homeRule,
  languageRule,
  petRule,
  familyRule,
  relationshipRule,
  planRule,
  studiesRule,
  workRule,
  originRule,
  birthdayRule,
  ageRule,
  tasteRule,
  nameRule,
];

/**
 * Reads what a user states about herself out of her own words, with the day they were said on. Questions,
 * conditions, quotations and what is said of others give nothing.
 */
export function extractFacts(text: string, day: string, language: Language): Fact[] {
  return assertedClauses(text, language).flatMap((clause) => factsOfClause(clause, day, language));
}

function factsOfClause({ text, greeted }: Clause, day: string, language: Language): Fact[] {
  const context: RuleContext = { day, greeted, language };
  if (forgetsEverything(text)) return allTopics.map((topic) => removal(topic, '', day));
  const retracted = retractedWords(text);
  if (retracted !== undefined) return takeBack(retracted, context);
  const note = explicitNote(text);
  if (note === undefined) return applyRules(text, context);
  const known = applyRules(note, context);
  if (known.length > 0) return known;
  return isPlain(note, 20) ? [{ topic: 'note', action: 'add', value: note, day }] : [];
}

function applyRules(clause: string, context: RuleContext): Fact[] {
  for (const rule of rules) {
    const facts = rule(clause, context);
    if (facts.length > 0) return facts;
  }
  return [];
}

const topicWords: readonly (readonly [RegExp, readonly Topic[]])[] = [
  [/\bname\b/i, ['name']],
  [/\b(?:home|address|city|where I live)\b/i, ['home']],
  [/\b(?:allerg(?:y|ies))\b/i, ['allergy']],
  [/\b(?:birthday|date of birth)\b/i, ['birthday']],
  [/\bage\b/i, ['age']],
  [/\b(?:job|work|employer|workplace)\b/i, ['job', 'employer']],
  [/\bdiet\b/i, ['diet']],
  [/\bfamily\b/i, ['family', 'relationship']],
  [/\b(?:pets?|dogs?|cats?)\b/i, ['pet', 'formerPet']],
  [/\bhobb(?:y|ies)\b/i, ['hobby']],
  [/\b(?:plans?|appointments?)\b/i, ['plan']],
  [/\bstud(?:y|ies)\b/i, ['studies']],
];

/** `forget that I live in Bergen` takes one fact back, `forget my birthday` all of a topic. */
function takeBack(words: string, context: RuleContext): Fact[] {
  const facts = applyRules(words, context);
  if (facts.length > 0) return facts.map(({ topic, value, day }) => removal(topic, value, day));
  if (!/^(?:my|our|what I told you about my)\b/i.test(words) || words.split(' ').length > 8) return [];
  return topicWords.flatMap(([pattern, topics]) =>
    pattern.test(words) ? topics.map((topic) => removal(topic, '', context.day)) : [],
  );
}

function removal(topic: Topic, value: string, day: string): Fact {
  return { topic, action: 'remove', value, day };
}
