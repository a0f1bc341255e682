import type { Fact, Rule, RuleContext } from './fact.js';
import { personName, splitNames, trimTail } from './phrases.js';

const kinds =
  'dogs?|pupp(?:y|ies)|cats?|kittens?|rabbits?|bunn(?:y|ies)|hamsters?|guinea pigs?|parrots?|budgies?|horses?|pon(?:y|ies)|fish|goldfish|turtles?|tortoises?|snakes?|lizards?|geckos?|ferrets?|rats?|mouse|mice|chickens?|hens?|goats?|sheep|ducks?|canary|canaries|birds?|hedgehogs?|axolotls?|donkeys?|pigs?|cows?|iguanas?|pets?|golden retrievers?|labradors?|german shepherds?|poodles?|beagles?|border collies?|husk(?:y|ies)|corgis?|dachshunds?|bulldogs?|pugs?|terriers?|retrievers?|chinchillas?|cockatiels?';
const count = 'an?|one|two|three|four|five|six|seven|eight|\\d{1,2}|some|many';
const looks =
  '(?:(?:new|old|little|big|small|cute|beautiful|lovely|black|white|brown|grey|gray|ginger|orange|rescue|pet|young|adorable|sweet|\\d{1,2}[- ]year[- ]old|fluffy|tabby|siamese|persian|golden) )*';

const owns = new RegExp(
  `^(?:I|we) (?:have|have got|own|got|adopted|have adopted|bought|rescued|am the owner of|am getting) (?:myself |ourselves )?(${count}) ${looks}(${kinds})(?!['\\p{L}-])(.*)$`,
  'iu',
);
const isCalled = new RegExp(
  `^(?:my|our) ${looks}(${kinds})(?:'s name| name)? (?:is|are)(?: called| named)? (.+)$`,
  'iu',
);
const nameOf = new RegExp(`^(?:my|our) ${looks}(${kinds})(?:'s?|s'?)? names? (?:is|are) (.+)$`, 'iu');
const mentioned = new RegExp(`\\b(?:[Mm]y|[Oo]ur) ${looks}(${kinds}),? (\\p{Lu}[\\p{Ll}'-]+)\\b(.*)$`, 'u');
const verbsOfLoss =
  '(?:I|we) (?:have )?(?:sold|gave away|given away|lost|rehomed|put down|had to put down|had to give away|gave up|buried|no longer have|do not have)';
const lost = new RegExp(
  `^${verbsOfLoss} (?:(?:my|our|the|a|an|any) )?${looks}(${kinds})(?:,? (\\p{Lu}[\\p{L}'-]+))?(?: .*)?$`,
  'iu',
);
const died = new RegExp(
  `^(?:my|our) ${looks}(${kinds})(?:,? (\\p{Lu}[\\p{L}'-]+),?)? (?:sadly |recently |just )?(?:died|passed away|passed|has died|has passed away|was put down|is dead|ran away)(?: .*)?$`,
  'iu',
);

/** Pets: kind, name and age; and pets that are gone. */
export const petRule: Rule = (clause, context) => {
  const gone = died.exec(clause) ?? lost.exec(clause);
  if (gone !== null) {
    const name = gone[2] !== undefined && /^\p{Lu}/u.test(gone[2]) ? gone[2] : '';
    const kind = singular(gone[1] ?? '');
    return [{ topic: 'pet', action: 'remove', value: `${kind} ${name}`.trim(), day: context.day }];
  }
  const owned = owns.exec(clause);
  if (owned !== null) return ownedPets(owned[1] ?? '', owned[2] ?? '', owned[3] ?? '', clause, context);
  const named = nameOf.exec(clause) ?? isCalled.exec(clause);
  if (named !== null) return describedPet(named[1] ?? '', named[2] ?? '', clause, context);
  const beside = mentioned.exec(clause);
  if (beside === null) return [];
  return [pet(singular(beside[1] ?? ''), beside[2] ?? '', ageIn(beside[3] ?? ''), context)];
};

function ownedPets(number: string, kind: string, rest: string, clause: string, context: RuleContext): Fact[] {
  if (
    /^ (?:food|allergy|allergies|phobia|person|lover|hair|sitter|shop|store|park|day|video|photo|in mind|problem)/i.test(
      rest,
    ) ||
    (/^(?:some|many)$/i.test(number) && !/s$/i.test(kind))
  )
    return [];
  const told =
    /\b(?:called|named|names? (?:is|are)) (.+)$/i.exec(rest)?.[1] ??
    /^[,:]? (\p{Lu}[\p{L}'-]+(?:(?:,| and|, and) \p{Lu}[\p{L}'-]+)*)/u.exec(rest)?.[1];
  const names =
    told === undefined
      ? []
      : splitNames(told.split(/ who | which | that |\(/)[0] ?? '').flatMap(
          (part) => personName(part, context.language) ?? [],
        );
  if (names.length > 0)
    return names.map((name) => pet(singular(kind), name, names.length === 1 ? ageIn(clause) : '', context));
  if (/^(?:an?|one|1)$/i.test(number)) return [pet(singular(kind), '', ageIn(clause), context)];
  return [
    { topic: 'pet', action: 'add', value: `${number.toLowerCase()} ${kind.toLowerCase()}`, day: context.day },
  ];
}

function describedPet(kind: string, rest: string, clause: string, context: RuleContext): Fact[] {
  const age = ageIn(rest);
  if (age !== '') return [pet(singular(kind), '', age, context)];
  const isName = /\b(?:called|named|names? (?:is|are))\b/i.test(clause) || /^\p{Lu}[\p{L}'-]+$/u.test(rest);
  if (!isName) return [];
  return splitNames(trimTail(rest)).flatMap((part) => {
    const name = personName(part, context.language);
    return name === undefined ? [] : [pet(singular(kind), name, '', context)];
  });
}

function ageIn(text: string): string {
  const match =
    /\b(\d{1,2})[- ](year|month|week)s?[- ]old\b|\bis (\d{1,2})\b(?! (?:kg|kilos|pounds|cm|times))/i.exec(
      text,
    );
  if (match === null) return '';
  const unit = match[2]?.toLowerCase() ?? 'year';
  const number = match[1] ?? match[3] ?? '';
  return `${number} ${unit}${number === '1' ? '' : 's'} old`;
}

function pet(kind: string, name: string, age: string, { day }: RuleContext): Fact {
  const value = [name === '' ? kind : `${kind} ${name}`, age].filter((part) => part !== '').join(', ');
  return { topic: 'pet', action: 'add', value, day };
}

function singular(kind: string): string {
  const word = kind.toLowerCase();
  if (word === 'mice') return 'mouse';
  if (/^(?:puppy|puppies)$/.test(word)) return 'dog';
  if (/^kittens?$/.test(word)) return 'cat';
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
