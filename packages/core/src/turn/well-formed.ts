// All control characters but those that separate words and lines.
const controlCharacters = /[^\P{Cc}\t\n\v\f\r\u0085]/gu;

// With the `u` flag this matches only surrogates that are not part of a pair.
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Takes out of a text what breaks storage and terminals on its way: control characters (NUL first of all) are
 * dropped, halves of surrogate pairs become U+FFFD. White space and line breaks stay.
 *
 * @param text any text
 */
export function wellFormed(text: string): string {
  return text.replace(controlCharacters, '').replace(loneSurrogates, '\uFFFD');
}
