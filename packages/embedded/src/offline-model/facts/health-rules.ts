import type { Fact, Rule } from './fact.js';
import { isPlain, splitList, trimTail } from './phrases.js';

const notAllergic =
  /^I (?:am (?:not|no longer)|do not have an allergy|have outgrown my allergy|have got over my allergy) (?:actually |really )?(?:allergic |)?(?:to )(.+)$/i;
const allergic =
  /^I (?:am|have been|turned out to be|am (?:very|highly|severely|deathly|quite|a bit|mildly|slightly|terribly|extremely|badly))(?: found)? (?:very |severely |highly )?allergic to (.+)$/i;
const hasAllergy =
  /^I (?:have|suffer from|have got) (?:a |an )?(?:(?:severe|bad|serious|strong|mild|slight|life-threatening|terrible|nasty) )?(?:allergy|allergies|allergic reactions?) (?:to|against) (.+)$/i;
const compound =
  /^I (?:have|suffer from|have got) (?:a |an )?(?:(?:severe|bad|serious|strong|mild|slight|life-threatening) )?([\p{L} -]+?) (?:allergy|allergies)$/iu;
const noCompound =
  /^I (?:do not|no longer) have (?:a |an |my )?([\p{L} -]+?) (?:allergy|allergies)(?: anymore)?$/iu;
const vague =
  /^(?:it|that|this|them|those|these|something|some things?|many things?|a lot|lots|few things|you|work|mornings|mondays|stupidity|bullshit|drama|people|exercise|everything|nothing|anything|most|all|certain|same|such|new|any|no|the same)\b/i;

/** Allergies, and their end. */
export const allergyRule: Rule = (clause, { day }) => {
  const gone = (notAllergic.exec(clause) ?? noCompound.exec(clause))?.[1];
  if (gone !== undefined) return allergens(gone, 'remove', day);
  const told = (allergic.exec(clause) ?? hasAllergy.exec(clause) ?? compound.exec(clause))?.[1];
  return told === undefined ? [] : allergens(told, 'add', day);
};

function allergens(text: string, action: 'add' | 'remove', day: string): Fact[] {
  return splitList(trimTail(text)).flatMap((part) => {
    const value = part.replace(/^(?:all |any |most |both |to |also |certain |some |kinds of |raw )+/i, '');
    if (!isPlain(value, 4) || vague.test(value)) return [];
    return [{ topic: 'allergy', action, value, day } as const];
  });
}

const diets =
  'vegan|vegetarian|pescatarian|pescetarian|flexitarian|lactose[- ]intolerant|gluten[- ]intolerant|gluten[- ]free|coeliac|celiac|diabetic|halal|kosher|keto|teetotal(?:l?er)?|dairy[- ]free';
const isDiet = new RegExp(
  `^(?:I am|I have been|I became|I have become|I went|I have gone|I turned|I am on|I follow|I eat|I keep|I have) (?:a |an )?(?:strict |lifelong |committed )?(${diets})(?: diet| disease| food)?$`,
  'i',
);
const notDiet = new RegExp(
  `^I (?:am (?:not|no longer)|stopped being|do not (?:eat|follow|keep)) (?:a |an )?(${diets})(?: diet)?$`,
  'i',
);
const noFood =
  /^I (?:do not|no longer|never|can not|stopped|have stopped|gave up|have given up|quit|avoid|must not|am not allowed to)(?: ever)? ?(eat|eating|drink|drinking|have|tolerate|digest|)? ?(.+)$/i;
const eatsAgain = /^I (?:have started |started |am )?(eat|eating|drink|drinking) (.+?) again$/i;
const foods =
  /\b(?:meat|pork|beef|fish|seafood|shellfish|dairy|milk|gluten|eggs?|alcohol|coffee|caffeine|sugar|nuts|bread|red meat|chicken|lactose|wheat|soy|lamb|animal products|spicy food|mushrooms?)\b/i;

/** Diets, and food that somebody does not eat. */
export const dietRule: Rule = (clause, { day }) => {
  const text = trimTail(clause);
  const kind = isDiet.exec(text)?.[1];
  if (kind !== undefined) return [diet(kind.toLowerCase(), 'add', day)];
  const end = notDiet.exec(text)?.[1];
  if (end !== undefined) return [diet(end.toLowerCase(), 'remove', day)];
  const again = eatsAgain.exec(clause);
  if (again !== null) return foodList(again[2] ?? '').map((food) => diet(`no ${food}`, 'remove', day));
  const [, verb, food] = noFood.exec(text) ?? [];
  // `I stopped meat` is not said of food alone: without a verb of eating only known food words count
  if (food === undefined || (verb === '' && !/^I (?:gave up|have given up|quit|avoid)/i.test(text)))
    return [];
  return foodList(food).map((item) => diet(`no ${item}`, 'add', day));
};

function foodList(text: string): string[] {
  return splitList(trimTail(text))
    .filter(
      (part) =>
        isPlain(part, 3) &&
        foods.test(part) &&
        !/^(?:my|your|the|enough|much|that|this|any more)\b/i.test(part),
    )
    .map((part) => part.replace(/^(?:any|eating|drinking) /i, '').toLowerCase());
}

function diet(value: string, action: 'add' | 'remove', day: string): Fact {
  return { topic: 'diet', action, value, day };
}
