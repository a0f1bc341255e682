import type { Language } from './language.js';

/** One word with what compromise takes it for. */
export interface TaggedWord {
  readonly text: string;
  readonly tags: readonly string[];
}

/** Tags the words of a short text; the text is kept short by its callers. */
export function tagWords(text: string, { nlp }: Language): TaggedWord[] {
  const sentences: { terms: { text: string; tags: string[] }[] }[] = nlp(text).json();
  return sentences.flatMap(({ terms }) => terms.map((term) => ({ text: term.text, tags: term.tags })));
}

/** Whether compromise gives any word of the text this tag. */
export function hasTag(words: readonly TaggedWord[], tag: string): boolean {
  return words.some((word) => word.tags.includes(tag));
}

/** Upper case for the first letter of each word, for names typed in small letters. */
export function capitalise(text: string): string {
  return text.replace(
    /(^|[\s-])(\p{Ll})/gu,
    (_match, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** A word as it is compared: small letters, no accents on the apostrophe, no plural. */
export function comparable(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .replace(/\b(?:the|a|an|my|some|all)\s+/g, '')
    .split(/\s+/)
    .map(singular)
    .join(' ')
    .trim();
}

function singular(word: string): string {
  if (word.length <= 3 || word.endsWith('ss')) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.replace(/(?<=sh|ch|x|s|o)es$|s$/, '');
}
