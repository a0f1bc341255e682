import type { Language } from '../reading/language.js';
import { capitalise, hasTag, tagWords } from '../reading/words.js';

const tail =
  /,? (?:now|currently|at the moment|right now|these days|nowadays|again|too|as well|a lot|a bit|a little|so much|very much|the most|more than anything|most of all|by the way|btw|though|anyway|lately|recently|already|still|yet|at all|anymore|here|there|please|actually|today|daily|every (?:day|week|weekend|morning|evening|night|summer|winter|year)|on (?:weekends|the weekends?|sundays|saturdays)|in my (?:free|spare) time|(?:last|this|next) (?:week|weekend|month|year|spring|summer|autumn|fall|winter|night|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|yesterday|tomorrow|tonight|in (?:19|20)\d\d|(?:(?:about|around|almost|over) )?(?:\d+|an?|one|two|three|four|five|ten|a few|a couple of|some) (?:days?|weeks?|months?|years?) ago|just|since .*|for (?:about |around |almost |over |nearly |the (?:last|past) )?(?:\d+|an?|two|three|four|five|six|seven|eight|nine|ten|many|several|some|a few) (?:days|weeks|months?|years?|decades?|hours)(?: now)?|with (?:my|our|the) .*|in general|of course|ever since.*|to be honest|after all|if .*|when .*|where .*|which .*|who .*|that .*|you know|haha|lol|and so on|and more|and stuff|etc|or something|for (?:sure|now)|for a (?:living|while)|after .*|before .*|until .*|thanks to .*|due to .*|unfortunately|sadly|thank you|thanks)$/i;

/** Takes adverbs and side clauses off the end, until only the thing itself is left. */
export function trimTail(text: string): string {
  let rest = text.trim().replace(/[\s.,!:;]+$/, '');
  for (let round = 0; round < 6; round += 1) {
    const next = rest.replace(tail, '').replace(/[\s.,!:;]+$/, '');
    if (next === rest) break;
    rest = next;
  }
  return rest;
}

const fixedPairs =
  /\b(?:mac(?:aroni)?|rock|fish|salt|bed|arts?|drum|rhythm|black|gin|bread|friends|family|peanut butter|r|d|dungeons|research|food|hospital|health) (?:and|&|n') (?:cheese|family|friends|roll|chips|vinegar|pepper|breakfast|crafts?|bass|blues|white|tonic|butter|jelly|b|d|dragons|development|drink|safety)\b/gi;

/** `cats, dogs and horses` as three; fixed pairs such as `fish and chips` stay one. */
export function splitList(text: string): string[] {
  return text
    .replace(fixedPairs, (pair) => pair.replaceAll(' ', '\ue000'))
    .split(/\s*,\s*(?:and |or )?|\s+(?:and|or|&)\s+(?:also )?/i)
    .map((part) => part.replaceAll('\ue000', ' ').trim())
    .filter((part) => part !== '');
}

/** `Salt, Pepper and Ash` as three names. */
export function splitNames(text: string): string[] {
  return text.split(/\s*,\s*(?:and )?|\s+(?:and|&)\s+/i).filter((part) => part !== '');
}

/** Only letters, digits and what stands inside words: nothing that could read as a tag or a new line. */
export function isPlain(text: string, mostWords: number): boolean {
  const words = text.split(/\s+/);
  return (
    text !== '' &&
    text.length <= 80 &&
    words.length <= mostWords &&
    /^[\p{L}\p{M}\p{N} '’&+.,/#%-]+$/u.test(text) &&
    /[\p{L}\p{N}]/u.test(text)
  );
}

const notAName =
  /^(?:not|the|a|an|my|your|so|very|here|there|in|on|at|from|of|to|too|it|that|this|what|who|none|no|unknown|secret|private|irrelevant|important|hard|difficult|easy|common|unusual|long|short|spelled|pronounced|based|going|doing|sorry|sure|fine|good|ok|okay|and|but|user|assistant)\b/i;

/** A person's name out of the words after `my name is`; undefined when they are no name. */
export function personName(text: string, language: Language): string | undefined {
  const words =
    trimTail(text.replace(/\s*\(.*$/, ''))
      .split(/[,;:!]| and | but | or | from /)[0]
      ?.trim() ?? '';
  if (!isPlain(words, 4) || /\d/.test(words) || notAName.test(words)) return undefined;
  const tokens = words.split(' ');
  if (tokens.some((token) => /^\p{Lu}/u.test(token))) {
    // the name ends where the capitals do, but for `van der Berg`
    const end = tokens.findIndex(
      (token) => !/^(?:\p{Lu}|van|von|der|de|da|di|la|le|bin|al|el|af|av|dos|del)/u.test(token),
    );
    const name = (end < 0 ? tokens : tokens.slice(0, end)).join(' ');
    return name === '' ? undefined : name;
  }
  if (tokens.length > 3) return undefined;
  const tagged = tagWords(words, language);
  const known = hasTag(tagged, 'Person') || hasTag(tagged, 'FirstName');
  const wordLike = [
    'Verb',
    'Adjective',
    'Adverb',
    'Preposition',
    'Determiner',
    'Pronoun',
    'Conjunction',
    'Negative',
  ];
  if (!known && wordLike.some((tag) => hasTag(tagged, tag))) return undefined;
  return known || tokens.length === 1 ? capitalise(words) : undefined;
}

const notAPlace =
  /^(?:fear|hope|peace|harmony|denial|poverty|pain|sin|love|luxury|comfort|silence|exile|the (?:moment|present|past|future|now|same|middle|city|country|countryside|suburbs|area|house|building|north|south|east|west|mountains|woods|forest|dorms?|center|centre|town|village|neighbou?rhood|basement|attic|world|shadow)|town|cities|housing|student housing|dorms|a|an|my|our|his|her|their|your|this|that|there|it|one|two|three|chaos|misery|constant|total|here|sync|general|particular|person|bed|school|work|college|university)\b/i;

/** A city or country out of the words after `live in`; undefined when they name none. */
export function placeName(text: string, language: Language): string | undefined {
  const words = trimTail(
    text.split(
      /;| (?:with|for|since|because|near|close to|and|but|as|at|on|to|while|by|just|next|right|from|these|but|during|working|where)\b/i,
    )[0] ?? '',
  ).replace(/^(?:downtown|central|beautiful|sunny|rainy|lovely|cold|nearby|good old) /i, '');
  if (
    notAPlace.test(words) &&
    !/^the (?:netherlands|hague|usa?|uk|philippines|bronx|bahamas|gambia|maldives|united)\b/i.test(words)
  )
    return undefined;
  if (!isPlain(words, 6) || /^\d/.test(words)) return undefined;
  const capitals = words.split(/[ ,-]+/).filter((word) => /^\p{Lu}/u.test(word)).length;
  if (capitals > 0)
    return words
      .split(/[ ,-]+/)
      .every((word) =>
        /^(?:\p{Lu}|the$|of$|de$|la$|del$|am$|an$|der$|sur$|i$|og$|upon$|do$|da$|st\.?$)/u.test(word),
      )
      ? words
      : undefined;
  const tagged = tagWords(words, language);
  if (hasTag(tagged, 'Place'))
    return capitalise(words).replaceAll(/\b(The|Of)\b/g, (word) => word.toLowerCase());
  const unsure =
    tagged.length === 1 &&
    tagged.every((word) => word.tags.includes('Noun') && !word.tags.includes('Plural'));
  return unsure && !hasTag(tagged, 'Actor') && !hasTag(tagged, 'Date') ? capitalise(words) : undefined;
}
