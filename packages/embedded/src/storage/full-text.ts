/**
 * From what a person typed to an FTS5 query that finds rows with any of the words, best ones first when
 * ordered by rank. FTS5's own operators are taken as plain words.
 *
 * @param text What to search for.
 * @returns The query, or null when the text holds no word.
 */
export function fullTextQuery(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu);
  return words === null ? null : [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
}
