import { splitSentences } from '../reading/clauses';
import type { Language } from '../reading/language';

/** What a conversation's questions and remarks were about. */
export interface Mentions {
  readonly asked: readonly string[];
  readonly talked: readonly string[];
}

const mostSentences = 40;
const thing = '(#Adjective|#Noun|#Gerund|#Place)+ ((of|in|for) #Determiner? (#Adjective|#Noun|#Place)+)?';
const empty =
  /\b(?:I|you|it|me|my|your|something|anything|nothing|thing|things|way|lot|bit|one|ones|everything|thanks|time|day|today|tomorrow|yesterday|hi|hello|hey|please|help|question|name|we|us|he|she|they|them|him|her|what|who|which|that|this|good|great|nice|cool|sure|wow|ok|okay|yes|yeah|more|other|same|assistant|offline|everyone|someone)\b/i;

/** Finds one plain noun phrase per sentence; what is remembered of the user is left out. */
export function mentionedThings(texts: readonly string[], language: Language): Mentions {
  const asked: string[] = [];
  const talked: string[] = [];
  for (const sentence of texts.flatMap((text) => splitSentences(text, language)).slice(-mostSentences)) {
    if (sentence.length > 240 || (/\b(?:my|I|me)\b/i.test(sentence) && sentence.endsWith('?'))) continue;
    const found = firstThing(sentence, language);
    if (found === undefined) continue;
    const into = sentence.endsWith('?') ? asked : talked;
    if (!into.includes(found)) into.push(found);
  }
  return { asked, talked };
}

function firstThing(sentence: string, { nlp }: Language): string | undefined {
  const phrases: string[] = nlp(sentence).match(thing).out('array');
  return phrases
    .map((phrase) =>
      phrase
        .replace(/[^\p{L}\p{N} '-]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .find(
      (phrase) =>
        phrase.length >= 3 &&
        phrase.length <= 50 &&
        !empty.test(phrase) &&
        !/ and /.test(phrase) &&
        /^[\p{L}]/u.test(phrase),
    );
}
