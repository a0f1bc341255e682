import type { Fact, Rule, RuleContext } from './fact.js';
import { isPlain, personName, placeName, splitNames, trimTail } from './phrases.js';

const relations =
  'husband|wife|partner|boyfriend|girlfriend|fiancé|fiancée|fiance|fiancee|spouse|mother|mom|mum|father|dad|(?:(?:older|younger|big|little|twin|elder|baby) )?(?:sister|brother)|(?:(?:oldest|youngest|eldest|older|younger) )?(?:son|daughter|child)|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|stepmother|stepfather|stepson|stepdaughter|grandson|granddaughter|mother-in-law|father-in-law|sister-in-law|brother-in-law|best friend';
const plurals =
  'kids|children|sons|daughters|brothers|sisters|siblings|grandchildren|grandkids|cousins|boys|girls';
const count = 'a|an|one|two|three|four|five|six|seven|eight|nine|ten|\\d{1,2}|no';

const isNamed = new RegExp(
  `^my (${relations}) (?:is (?:called|named)|name is|goes by|'s name is) (.+)$`,
  'i',
);
const nameOf = new RegExp(`^my (${relations})'?s? name is (.+)$`, 'i');
const isName = new RegExp(`^my (${relations}) is (\\p{Lu}[\\p{L}'-]+)$`, 'iu');
const apposed = new RegExp(`^my (${relations}),? (\\p{Lu}[\\p{L}'-]+),? (.+)$`, 'iu');
const about = new RegExp(`^my (${relations}) (.+)$`, 'i');
const has = new RegExp(
  `^(?:I|we) (?:have|have got|got) (${count}) (?:lovely |beautiful |wonderful |amazing |little |small |young |grown(?:-| )up )?(${plurals}|${relations})(?!['\\p{L}-])(.*)$`,
  'iu',
);
const parentOf = new RegExp(
  `^I am (?:a |the )?(?:proud |single )?(mother|mom|mum|father|dad|parent) (?:of|to) (${count})(?: .*)?$`,
  'i',
);
const naming =
  /^,? ?(?:who (?:is|are) |whose names? (?:is|are) |and (?:his|her|their) names? (?:is|are) )?(?:called|named|,)? ?(.+)$/i;

/** The family: who there is, their names and ages, and what is told of them in a simple way. */
export const familyRule: Rule = (clause, context) => {
  const named = isNamed.exec(clause) ?? nameOf.exec(clause);
  if (named !== null) {
    const name = personName(named[2] ?? '', context.language);
    return name === undefined ? [] : [member(named[1] ?? '', name, '', context)];
  }
  const equals = isName.exec(clause);
  if (equals !== null && /^\p{Lu}/u.test(equals[2] ?? '')) {
    const name = personName(equals[2] ?? '', context.language);
    return name === undefined ? [] : [member(equals[1] ?? '', name, '', context)];
  }
  const parent = parentOf.exec(clause);
  if (parent !== null) return [group(`${parent[1]?.toLowerCase()} of ${parent[2]?.toLowerCase()}`, context)];
  const owned = has.exec(clause);
  if (owned !== null) return counted(owned[1] ?? '', owned[2] ?? '', owned[3] ?? '', context);
  const apposition = apposed.exec(clause);
  if (apposition !== null && /^\p{Lu}/u.test(apposition[2] ?? '')) {
    const name = personName(apposition[2] ?? '', context.language);
    if (name !== undefined)
      return [member(apposition[1] ?? '', name, said(apposition[3] ?? '', context), context)];
  }
  const told = about.exec(clause);
  const news = told === null ? '' : said(told[2] ?? '', context);
  return news === '' ? [] : [member(told?.[1] ?? '', '', news, context)];
};

/** What of a sentence about somebody is worth keeping: age, home, work, allergy. */
function said(words: string, { language }: RuleContext): string {
  const text = trimTail(words);
  const age = /^(?:is|turned|just turned) (\d{1,3})(?: years old| yo| months old)?$/i.exec(text)?.[1];
  if (age !== undefined) return /months/.test(text) ? `${age} months old` : `${age} years old`;
  const home = /^(?:lives|is living) in (.+)$/i.exec(text)?.[1];
  const place = home === undefined ? undefined : placeName(home, language);
  if (place !== undefined) return `lives in ${place}`;
  const job = /^(?:is|works as) an? ([\p{L} -]+)$/iu.exec(text)?.[1];
  if (
    job !== undefined &&
    /(?:er|or|ist|ian|nurse|chef|vet|surgeon|clerk|student)$/i.test(job) &&
    isPlain(job, 3) &&
    !/\b(?:lover|other|mother|father|brother|sister|supporter|fighter|winner|star)\b/i.test(job)
  )
    return `works as ${job}`;
  const allergy = /^is (?:also )?allergic to ([\p{L} ]+)$/iu.exec(text)?.[1];
  return allergy !== undefined && isPlain(allergy, 4) ? `allergic to ${allergy}` : '';
}

function counted(number: string, who: string, rest: string, context: RuleContext): Fact[] {
  const one = /^(?:an?|one|1)$/i.test(number);
  const relation = who.toLowerCase();
  if (!one) {
    if (
      /^(?:\s+(?:who|that|at|in|with|from)\b|$)/i.test(rest) ||
      /^ ?,? ?(?:called|named|aged)?/i.test(rest)
    ) {
      return [group(`${number.toLowerCase()} ${relation}${names(rest, context)}`, context)];
    }
  }
  if (relation.endsWith('s') && !/^(?:boss)$/.test(relation)) return [];
  const named =
    /\b(?:called|named|whose name is|name is) (.+)$/i.exec(rest)?.[1] ??
    /^,? (\p{Lu}[\p{L}'-]+)/u.exec(rest)?.[1];
  const name =
    named === undefined ? undefined : personName(named.split(/,| who /)[0] ?? '', context.language);
  const years = /\b(\d{1,2})(?:[- ]years?[- ]old| yo)?$/i.exec(rest)?.[1];
  if (name === undefined && years === undefined && !/^(?:$| (?:who|in|at|and) )/i.test(rest)) return [];
  return [member(relation, name ?? '', years === undefined ? '' : `${years} years old`, context)];
}

function names(rest: string, { language }: RuleContext): string {
  const told = /\b(?:called|named)\b/i.test(rest)
    ? naming.exec(rest.replace(/^,? ?(?:who are )?/, ''))?.[1]
    : undefined;
  if (told === undefined) return '';
  const found = splitNames(told).map((part) => personName(part, language));
  return told !== '' && found.every((name) => name !== undefined)
    ? `: ${found.join(', ').replace(/, ([^,]*)$/, ' and $1')}`
    : '';
}

function member(relation: string, name: string, news: string, { day }: RuleContext): Fact {
  const who = relation.toLowerCase();
  const value = [name === '' ? who : `${who} ${name}`, news].filter((part) => part !== '').join(', ');
  return { topic: 'family', action: 'add', value, day };
}

function group(value: string, { day }: RuleContext): Fact {
  return { topic: 'family', action: 'add', value, day };
}

const married =
  /^I (?:am|got|have been) (?:now |happily |recently )?(married|engaged|divorced|single|widowed|separated)(?: to (?:my (?:husband|wife|partner|fiancée?|boyfriend|girlfriend),? )?(\p{Lu}[\p{L}'-]+))?(?: (?:for|since|with|last|yesterday|today|in|on) .*)?$/iu;
const brokeUp =
  /^(?:I|we|my (?:husband|wife|partner|boyfriend|girlfriend) and I) (?:broke up|split up|got divorced|are divorced|separated)(?: .*)?$/i;

/** Whether somebody is married, engaged or single. */
export const relationshipRule: Rule = (clause, { day }) => {
  if (brokeUp.test(clause))
    return [
      {
        topic: 'relationship',
        action: 'set',
        value: /divorced/i.test(clause) ? 'divorced' : 'separated',
        day,
      },
    ];
  const match = married.exec(trimTail(clause)) ?? married.exec(clause);
  if (match === null) return [];
  const name = match[2] !== undefined && /^\p{Lu}/u.test(match[2]) ? ` to ${match[2]}` : '';
  return [{ topic: 'relationship', action: 'set', value: `${match[1]?.toLowerCase()}${name}`, day }];
};
