// What may stand between `<` and a name without hiding the tag from a lax reader.
const invisible = String.raw`[\p{Cf}\p{M}]*`;
const blank = String.raw`[\s\p{Cf}\p{M}\p{Cc}]`;
const name = String.raw`[\p{L}_][\p{L}\p{N}_:.-]*`;

// Right after `<`: a name, a slash, `!` or `?`. `<|` begins the special tokens of many models' chat templates.
const tightTag = String.raw`${invisible}[\p{L}_:/!?|]`;
// With blanks between, only what goes on like a tag, so that `a < b` stays: a slash, or a name and then the tag's end
// or an attribute. No two neighbours in it match the same character, so it takes linear time.
const looseTag = String.raw`${blank}*(?:/|${name}(?:${blank}*(?:/${blank}*)?>|${blank}+${name}${blank}*=(?![=>])))`;

const tagLike = new RegExp(`<(?=${tightTag}|${looseTag})`, 'gu');

/**
 * Makes of every `<` that could be read as the beginning of a tag `&lt;`. All else stays as it is, so `I <3 cats`,
 * `a < b` and `x => y` stay readable.
 *
 * @param text any text
 */
export function escapeTags(text: string): string {
  return text.replace(tagLike, '&lt;');
}

/**
 * A text as the value of an attribute in double quotes, on one line.
 *
 * @param text any text
 */
export function escapeAttribute(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/**
 * A block's label as the name of a tag. A label that is a name already stays as it is; in others each run of
 * characters that no name can have becomes `_`.
 *
 * @param label any text
 */
export function tagName(label: string): string {
  const name = label.replace(/[^\p{L}\p{N}_.-]+/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}
