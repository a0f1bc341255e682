import { hasTag, tagWords } from '../reading/words.js';
import type { Fact, Rule, RuleContext } from './fact.js';
import { isPlain, splitList, trimTail } from './phrases.js';

const likes =
  /^I (?:like|love|enjoy|adore|am (?:fond of|keen on|into|passionate about|a (?:big |huge |massive |great )?fan of|crazy about|obsessed with)|am in love with|have (?:always )?loved|prefer) (.+)$/i;
const dislikes =
  /^I (?:(?:do not|can not) (?:like|enjoy|stand|bear)|dislike|hate|detest|loathe|despise|am not (?:a (?:big |huge )?fan of|fond of|keen on|into)) (.+)$/i;
const noLonger = /^I (?:no longer|do not) (?:like|love|enjoy) (.+?) ?(?:anymore|any longer)?$/i;
const favourite =
  /^my (?:all[- ]time )?favourite ([\p{L} ]{2,30}?) (?:is|are|has always been|will always be) (.+)$/iu;
const favouriteOf = /^([\p{L}\p{N}' ]{2,40}) (?:is|are) my (?:all[- ]time )?favourite ([\p{L} ]{2,30})$/iu;
const hobbies =
  /^my (?:main |favourite )?(?:hobby|hobbies|interests?|pastimes?|passion|passions) (?:is|are|include|includes) (.+)$/i;
const plays =
  /^I (play) (?:the )?(guitar|piano|violin|cello|drums|bass|flute|clarinet|saxophone|trumpet|harp|ukulele|banjo|accordion|organ|viola|trombone|football|soccer|tennis|chess|basketball|volleyball|handball|badminton|golf|rugby|hockey|ice hockey|squash|padel|table tennis|cricket|baseball|poker|bridge|video games|board games)\b.*$/i;

/** First words that make the thing one of this talk, or nothing at all: `it`, `your idea`, `how you put it`. */
const passing =
  /^(?:it|its|that|this|these|those|them|him|her|his|their|they|you|your|me|us|myself|how|when|what|where|why|who|everything|anything|nothing|something|someone|everyone|one|my|our|being|seeing|having|getting|knowing|hearing|feeling|the (?!sea|ocean|outdoors|beach|snow|rain|sun|mountains|forest|beatles|theatre|theater|cinema|opera|gym|nature|piano|guitar|violin|drums)|a lot|both|all|some|such|to (?:think|know|see|be|have|say|ask|hear|get|do|make|help|use|share|give|take|let|keep|find|go$|it)|any|more|less|mine|yours|so|as|not|no|having to|doing|making (?:it|sure)|going there|working with you|talking (?:to|with) you|life|a (?:good|nice|great)? ?(?:challenge|chat|laugh)|learning|giving|helping|trying|spending|taking|sharing|making|using|watching (?:it|them|him|her)|another|each|every|very|too|enough|in|on|at|with)\b/i;

const sideClause =
  / (?:but|because|so that|as long as|than|over|instead of|rather than|and (?:it|they|he|she|that)|especially|even|like|such as|for its|for their)\b|, (?:the|they|it|this|that|there|so|you|he|she|what|how)\b.*/i;

/** `a warm, quiet corner` is one thing, not two. */
const adjectiveList = /\ban? [\p{L}-]+, [\p{L}-]+(?: [\p{L}-]+)+$/u;

/** Likes and dislikes, hobbies and favourites. */
export const tasteRule: Rule = (clause, context) => {
  const hobby = hobbies.exec(clause)?.[1];
  if (hobby !== undefined) return things(hobby, context).map((value) => fact('hobby', 'add', value, context));
  const played = plays.exec(clause)?.[2];
  if (played !== undefined) return [fact('hobby', 'add', `playing ${played.toLowerCase()}`, context)];
  const best = favourite.exec(clause);
  if (best !== null) return favouriteFact(best[1] ?? '', best[2] ?? '', context);
  const bestOf = favouriteOf.exec(clause);
  if (bestOf !== null) return favouriteFact(bestOf[2] ?? '', bestOf[1] ?? '', context);
  const over = noLonger.exec(clause)?.[1];
  if (over !== undefined && /^I no longer|anymore|any longer/i.test(clause)) {
    return things(over, context).map((value) => fact('like', 'remove', value, context));
  }
  const bad = dislikes.exec(clause)?.[1];
  if (bad !== undefined) return things(bad, context).map((value) => fact('dislike', 'add', value, context));
  const good = likes.exec(clause)?.[1];
  return good === undefined ? [] : things(good, context).map((value) => fact('like', 'add', value, context));
};

function things(text: string, context: RuleContext): string[] {
  const whole = trimTail(text.split(sideClause)[0] ?? '');
  // what begins with `the` or `how` is of this talk, and so is all that is joined to it
  if (passing.test(whole)) return [];
  if (adjectiveList.test(whole)) return [];
  const parts = splitThings(whole);
  if (parts.some((part) => endsInAdjective(part, context))) return [];
  return parts.flatMap((part) => {
    const value = trimTail(part).replace(
      /^(?:also |really |eating |drinking |a (?:good|nice|hot|cold) |good )/i,
      '',
    );
    return isThing(value, context) ? [value] : [];
  });
}

function endsInAdjective(part: string, { language }: RuleContext): boolean {
  return (
    /^(?:\p{L}+ing )?an? /iu.test(part) &&
    (tagWords(part, language).at(-1)?.tags.includes('Adjective') ?? false)
  );
}

/** `action and sci-fi movies` share their noun, `books about art and design` their head: they stay together. */
function splitThings(whole: string): string[] {
  const parts = splitList(whole);
  const [first = '', second = ''] = parts;
  if (parts.length !== 2) return parts;
  const sharesNoun = !first.includes(' ') && second.includes(' ') && !/^\S+ing\b/i.test(second);
  const sharesHead =
    /(?:^\S+ing| (?:of|about|for|in|with|on|at)) /i.test(first) && !/^\S+ing\b/i.test(second);
  return sharesNoun || sharesHead || /^an? /i.test(first) ? [whole] : parts;
}

function isThing(value: string, { language }: RuleContext): boolean {
  if (!isPlain(value, 7) || passing.test(value) || value.length < 2) return false;
  if (
    /\b(?:my|our|your|something|anything|it|them|there)\b|\b(?:to|of|in|at|for|with|on|about|and|a|an|the)$/i.test(
      value,
    )
  )
    return false;
  // a word alone is often taken for a verb; after `I like` it is what it is there
  const words = tagWords(`I like ${value}`, language).slice(2);
  const first = words[0]?.tags ?? [];
  // a thing is named by a noun or done by a verb in -ing; `to cook` is done too
  const isDeed = /^to \p{L}+/u.test(value);
  if (
    !isDeed &&
    ['Pronoun', 'Adverb', 'Conjunction', 'QuestionWord', 'Modal', 'Possessive'].some((tag) =>
      first.includes(tag),
    )
  )
    return false;
  if (
    words.some((word) =>
      ['Pronoun', 'Copula', 'Modal', 'Auxiliary', 'PastTense'].some((tag) => word.tags.includes(tag)),
    )
  )
    return false;
  return isDeed || hasTag(words, 'Noun') || hasTag(words, 'Gerund');
}

function fact(
  topic: 'like' | 'dislike' | 'hobby',
  action: 'add' | 'remove',
  value: string,
  { day }: RuleContext,
): Fact {
  return { topic, action, value, day };
}

function favouriteFact(thing: string, told: string, context: RuleContext): Fact[] {
  const value = trimTail(told);
  const detail = thing
    .trim()
    .toLowerCase()
    .replace(/^(?:kind|type|sort) of /, '');
  if (
    !isPlain(value, 6) ||
    !isPlain(detail, 3) ||
    passing.test(value) ||
    /^(?:part|thing|things|memory|one|ones|bit|of|way|moment|place to)\b/.test(detail)
  )
    return [];
  return [{ topic: 'favourite', action: 'set', value, detail, day: context.day }];
}
