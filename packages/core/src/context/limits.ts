/**
 * What one character weighs in hundredths of a token, by its kind.
 *
 * An estimate must rather be too high: a delivery over the model's context fails at every retry. The weights lie
 * above what the tokenizers o200k_base and cl100k_base make of everyday text in twenty scripts, emoji, JSON and code
 * (the test holds the counts), by about half for English. Whole hundredths, so that sums stay exact.
 */
export const TOKEN_WEIGHTS = {
  /** a to z: words of several letters are one token. */
  lowerCase: 35,
  /** A to Z: capitals, acronyms and base64 make short tokens. */
  upperCase: 70,
  /** Some tokenizers make a token of each digit. */
  digit: 100,
  /** Punctuation and symbols of ASCII: JSON and code. */
  punctuation: 70,
  /** A space or tab mostly belongs to the token of the word after it. */
  space: 20,
  /** Line breaks and other control characters. */
  control: 60,
  /** U+0080 to U+07FF: accented Latin, Greek, Cyrillic, Hebrew, Arabic. */
  twoBytes: 120,
  /** U+3000 to U+D7FF: Chinese, Japanese and Korean. */
  eastAsian: 200,
  /** The rest up to U+FFFF: Indic scripts, Thai, Ethiopic and others; up to one token a byte. */
  threeBytes: 300,
  /** Half of a surrogate pair: emoji and rare characters; up to one token a byte. */
  surrogate: 200,
} as const;

/** Hundredths in one token. */
export const WEIGHT_OF_ONE_TOKEN = 100;

/**
 * The least room for items in a portion, in estimated tokens, however small `maxTokens` is: with less, the frame and
 * the marks of split items would be all that is sent. Date, speaker and marks of one piece take about half of it.
 */
export const LEAST_PORTION_ROOM = 128;

/**
 * How much of the limit a cut at a line, or else at a word, must keep. One long paragraph after a short first line
 * would otherwise be lost nearly whole.
 */
export const LEAST_KEPT_SHARE = 0.5;
