import { findNamedDay } from '../reading/days.js';
import { hasTag, tagWords } from '../reading/words.js';
import type { Fact, Rule, RuleContext } from './fact.js';
import { isPlain, personName, splitList, trimTail } from './phrases.js';

const named = /^my (?:(?:full|real|first|given|actual|new|birth) )?name is (.+)$/i;
const renamed = /^my (?:\w+ )?name is not [^,]+, ?(?:but|it is|my name is|its|it's) (?:actually )?(.+)$/i;
const called =
  /^(?:please )?(?:(?:you can |you may |just |people |everyone |everybody |friends |my friends |they |folks |most people )(?:also )?(?:just )?)?call me (.+)$/i;
const goesBy = /^(?:I go by|I am called|I am known as|the name is) (.+)$/i;
const bareName =
  /^(?:I am|this is|it is|my name) (?:called )?([\p{Lu}][\p{L}'-]+(?: [\p{Lu}][\p{L}'-]+){0,2})$/u;
const notCalled =
  /^(?:back|later|tomorrow|today|tonight|when|if|at|on|a|an|the|crazy|old|maybe|by|names?|stupid|lazy|weird|whatever|anything|up|in|for|out|now|soon|again|asap|old-fashioned|ishmael)\b/i;

/** Names: `my name is Sarah`, `call me Sal`, `Hi, I'm Aksel`. */
export const nameRule: Rule = (clause, context) => {
  const told = (renamed.exec(clause) ?? named.exec(clause) ?? goesBy.exec(clause))?.[1];
  if (told !== undefined) return nameFact(personName(told, context.language), context);
  const nickname = called.exec(clause)?.[1];
  if (nickname !== undefined) {
    return notCalled.test(nickname) ? [] : nameFact(personName(nickname, context.language), context);
  }
  const bare = bareName.exec(clause)?.[1];
  if (bare === undefined) return [];
  const words = tagWords(bare, context.language);
  const other = [
    'Demonym',
    'Place',
    'Organization',
    'Date',
    'Month',
    'Acronym',
    'Adjective',
    'Expression',
    'Verb',
    'Adverb',
  ];
  if (
    other.some((tag) => hasTag(words, tag)) ||
    /^(?:christian|muslim|jewish|catholic|buddhist|hindu|ok|okay)$/i.test(bare)
  )
    return [];
  // without a greeting only what compromise knows as a first name
  return context.greeted || hasTag(words, 'FirstName') ? nameFact(bare, context) : [];
};

function nameFact(value: string | undefined, { day }: RuleContext): Fact[] {
  return value === undefined ? [] : [{ topic: 'name', action: 'set', value, day }];
}

const aged =
  /^I (?:am|turned|have turned|will be|am turning) (\d{1,3}|[a-z]+(?:[- ][a-z]+)?)( years? old| years? of age|-years?-old| yo| y\/o)?(?: (?:today|yesterday|now|last \w+|this \w+))?$/i;
const numberWords: readonly string[] = [
  'twenty',
  'thirty',
  'forty',
  'fifty',
  'sixty',
  'seventy',
  'eighty',
  'ninety',
];
const units: readonly string[] = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const teens: readonly string[] = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];

/** Ages: `I am 34 years old`, `I just turned thirty-five`. */
export const ageRule: Rule = (clause, { day }) => {
  const match = aged.exec(trimTail(clause)) ?? /^my age is (\d{1,3})$/i.exec(clause);
  const years = readNumber(match?.[1] ?? '');
  if (years === undefined || years < 3 || years > 120 || /will be|am turning/i.test(clause)) return [];
  return [{ topic: 'age', action: 'set', value: String(years), day }];
};

function readNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens = '', unit = ''] = text.toLowerCase().split(/[- ]/);
  const teen = teens.indexOf(tens);
  if (teen >= 0 && unit === '') return teen + 10;
  const ten = numberWords.indexOf(tens);
  const rest = units.indexOf(unit);
  return ten < 0 || rest < 0 ? undefined : (ten + 2) * 10 + rest;
}

const birthday =
  /^(?:my (?:birthday|birth date|birthdate|date of birth|dob|bday) is|I was born|I celebrate my birthday) (?:on )?(?:the )?(.+)$/i;

/** Birthdays: `my birthday is on March 14`, `I was born in 1990`. */
export const birthdayRule: Rule = (clause, context) => {
  const words = birthday.exec(clause)?.[1];
  if (words === undefined) return [];
  const iso = /(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)/.exec(words)?.[1];
  const written =
    iso ??
    monthAndDay(words) ??
    (/^I was born/i.test(clause) ? /^in ((?:19|20)\d{2})$/.exec(words)?.[1] : undefined);
  const relative = /^(?:today|tomorrow|yesterday)\b/i.test(words)
    ? findNamedDay(words, context.day, context.language)
    : undefined;
  const value = written ?? (relative === undefined ? undefined : monthAndDayOf(relative.text));
  return value === undefined ? [] : [{ topic: 'birthday', action: 'set', value, day: context.day }];
};

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';

/** `14 March 1990` out of any usual way of writing it. */
function monthAndDay(text: string): string | undefined {
  const dayFirst = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${months})(?:,? (\\d{4}))?\\b`, 'i').exec(
    text,
  );
  const monthFirst = new RegExp(
    `^(${months}) (?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`,
    'i',
  ).exec(text);
  const day = dayFirst?.[1] ?? monthFirst?.[2];
  const month = dayFirst?.[2] ?? monthFirst?.[1];
  const year = dayFirst?.[3] ?? monthFirst?.[3];
  if (day === undefined || month === undefined || Number(day) < 1 || Number(day) > 31) return undefined;
  const name = month.charAt(0).toUpperCase() + month.slice(1).toLowerCase();
  return [Number(day), name, year].filter((part) => part !== undefined).join(' ');
}

function monthAndDayOf(iso: string): string | undefined {
  const [, month, day] = /^\d{4}-(\d{2})-(\d{2})$/.exec(iso) ?? [];
  const name = months.split('|')[Number(month) - 1];
  return name === undefined ? undefined : `${Number(day)} ${name}`;
}

const speaks =
  /^I (?:can )?(?:speak|am fluent in) (?:fluent |a little |a bit of |some |good |native |both )?(.+)$/i;
const mother = /^my (?:native|mother|first|second) (?:language|tongue) is (.+)$/i;
const learning =
  /^I (?:am (?:learning|studying)|have (?:started|begun) (?:learning|to learn)|started (?:learning|to learn)|am trying to learn|am taking) (.+?)(?: lessons| classes| course)?$/i;

/** Languages spoken, and what is being learned. */
export const languageRule: Rule = (clause, context) => {
  const spoken = (speaks.exec(clause) ?? mother.exec(clause))?.[1];
  if (spoken !== undefined) {
    return splitList(trimTail(spoken)).flatMap((part) =>
      languageFact(part.replace(/^(?:a little|a bit of|some|fluent) /i, ''), 'language', context),
    );
  }
  const learned = learning.exec(clause)?.[1];
  if (learned === undefined) return [];
  return splitList(trimTail(learned)).flatMap((part) => languageFact(part, 'learning', context));
};

const languageNames =
  /^(?:english|norwegian|swedish|danish|finnish|icelandic|german|french|spanish|italian|portuguese|dutch|polish|russian|ukrainian|greek|turkish|arabic|hebrew|hindi|urdu|bengali|tamil|farsi|persian|mandarin|cantonese|chinese|japanese|korean|vietnamese|thai|swahili|esperanto|latin|welsh|irish|gaelic|catalan|basque|czech|slovak|hungarian|romanian|bulgarian|croatian|serbian|sami|norsk|asl|sign language|american sign language|tagalog|indonesian|malay|albanian|estonian|latvian|lithuanian|somali|punjabi|afrikaans)$/i;

function languageFact(name: string, topic: 'language' | 'learning', { day }: RuleContext): Fact[] {
  if (!isPlain(name, 3) || !languageNames.test(name)) return [];
  const value = name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return [{ topic, action: 'add', value, day }];
}
