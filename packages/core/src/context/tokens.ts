import { TOKEN_WEIGHTS, WEIGHT_OF_ONE_TOKEN } from './limits.js';

/**
 * How many tokens a text has at most, roughly and rather too many, for any model. It is a sum over the characters,
 * so the parts of a text never have fewer than the whole.
 *
 * @param text any text
 */
export function estimateTokens(text: string): number {
  return Math.ceil(weighText(text) / WEIGHT_OF_ONE_TOKEN);
}

/**
 * The same before rounding, in hundredths of a token: weights of pieces add up exactly.
 *
 * @param text any text
 */
export function weighText(text: string): number {
  let weight = 0;
  for (let place = 0; place < text.length; place += 1) weight += weighUnit(text.charCodeAt(place));
  return weight;
}

function weighUnit(unit: number): number {
  if (unit >= 0x80) return weighBeyondAscii(unit);
  if (unit >= 0x61 && unit <= 0x7a) return TOKEN_WEIGHTS.lowerCase;
  if (unit === 0x20 || unit === 0x09) return TOKEN_WEIGHTS.space;
  if (unit >= 0x41 && unit <= 0x5a) return TOKEN_WEIGHTS.upperCase;
  if (unit >= 0x30 && unit <= 0x39) return TOKEN_WEIGHTS.digit;
  return unit < 0x20 ? TOKEN_WEIGHTS.control : TOKEN_WEIGHTS.punctuation;
}

function weighBeyondAscii(unit: number): number {
  if (unit < 0x800) return TOKEN_WEIGHTS.twoBytes;
  if (unit >= 0x3000 && unit <= 0xd7ff) return TOKEN_WEIGHTS.eastAsian;
  return unit >= 0xd800 && unit <= 0xdfff ? TOKEN_WEIGHTS.surrogate : TOKEN_WEIGHTS.threeBytes;
}
