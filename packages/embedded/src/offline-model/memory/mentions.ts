import { splitSentences } from '../reading/clauses.js';
import type { Language } from '../reading/language.js';
import { type TaggedWord, tagWords } from '../reading/words.js';

/** What a conversation's questions and remarks were about. */
export interface Mentions {
  readonly asked: readonly string[];
  readonly talked: readonly string[];
}

const mostSentences = 40;
const longestSentence = 240;
const ofTheUser = /\b(?:my|mine|about me|(?:do|am|did|was|have) I)\b/i;
const howTo = /\bhow (?:do|can|should|would|could) I\b/i;
const empty =
  /\b(?:something|anything|nothing|things?|way|lot|bit|ones?|everything|thanks|time|day|today|tomorrow|yesterday|hi|hello|hey|please|help|question|name|other|same|assistant|everyone|someone|what|kind|sort|yes|no|ok|okay|wow)\b/i;

/** Finds one plain thing per sentence; what is asked of the user's own memory is left out. */
export function mentionedThings(texts: readonly string[], language: Language): Mentions {
  const asked: string[] = [];
  const talked: string[] = [];
  for (const sentence of texts.flatMap((text) => splitSentences(text, language)).slice(-mostSentences)) {
    const isQuestion = sentence.endsWith('?');
    if (sentence.length > longestSentence) continue;
    if (isQuestion && ofTheUser.test(sentence) && !howTo.test(sentence)) continue;
    const found = firstThing(tagWords(sentence, language));
    const into = isQuestion ? asked : talked;
    if (found !== undefined && !into.includes(found)) into.push(found);
  }
  return { asked, talked };
}

/** The first run of adjectives and nouns that ends in a noun, and what an `of` or `in` ties to it. */
function firstThing(words: readonly TaggedWord[]): string | undefined {
  for (let start = 0; start < words.length; start += 1) {
    const end = endOfThing(words, start);
    if (end === undefined) continue;
    const tie = words[end]?.text.toLowerCase() ?? '';
    const next = words[end + 1]?.tags.includes('Determiner') ? end + 2 : end + 1;
    const further = /^(?:of|in|for|about)$/.test(tie) ? endOfThing(words, next) : undefined;
    const phrase = words
      .slice(start, further ?? end)
      .map((word) => word.text)
      .join(' ');
    if (isTelling(phrase)) return phrase;
    start = end;
  }
  return undefined;
}

function isTelling(phrase: string): boolean {
  return /^\p{L}[\p{L}\p{N} '-]{2,49}$/u.test(phrase) && !empty.test(phrase) && !/ and /.test(phrase);
}

function endOfThing(words: readonly TaggedWord[], start: number): number | undefined {
  let end = start;
  let noun: number | undefined;
  while (end < words.length && isPart(words[end])) {
    end += 1;
    if (words[end - 1]?.tags.includes('Noun')) noun = end;
  }
  return noun;
}

function isPart(word: TaggedWord | undefined): boolean {
  if (
    word === undefined ||
    ['Pronoun', 'Possessive', 'Date', 'Expression'].some((tag) => word.tags.includes(tag))
  )
    return false;
  return word.tags.includes('Noun') || word.tags.includes('Adjective');
}
