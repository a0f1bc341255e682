/** Undoes the escaping that keeps text from reading as a tag in transcripts and rendered blocks. */
export function unescapeTags(text: string): string {
  return text.replaceAll('&lt;', '<');
}
