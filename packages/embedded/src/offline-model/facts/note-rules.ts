const explicit =
  /^(?:(?:please|and|also|can you|could you|will you) )*(?:(?:always )?remember|do not (?:ever )?forget|never forget|keep in mind|note(?: down)?|make a note|write down|memori[sz]e)(?: for me)?( that\b|:)?,? (?!to\b|when\b|how\b|the (?:time|day)\b|me\b|if\b|what\b|where\b|who\b|why\b|you\b|your\b|us\b|doing\b|being\b)(.+)$/i;
const retraction =
  /^(?:(?:please|can you|could you|you can|you should|you may) )*(?:now )?(?:forget|disregard|delete|erase|remove|do not remember)(?: the fact)?(?: that)? ((?:I|my|we|our)\b.+|what I told you about my .+)$/i;
const everything =
  /^(?:(?:please|can you|could you) )*(?:forget|delete|erase) (?:everything|all)(?: (?:that )?(?:you know|you remember|I (?:have )?told you|you have learned|you learned))?(?: about me)?$/i;

/** What an explicit `remember that …` asks to keep. */
export function explicitNote(clause: string): string | undefined {
  const [, that, words = ''] = explicit.exec(clause) ?? [];
  // `remember, stay positive` is advice, `remember, my flight leaves at six` is not
  return that !== undefined || /\b(?:I|my|me|our|we)\b/i.test(words) ? words || undefined : undefined;
}

/** What `forget that …` asks to take back. */
export function retractedWords(clause: string): string | undefined {
  return retraction.exec(clause)?.[1];
}

/** Whether all is to be forgotten. */
export function forgetsEverything(clause: string): boolean {
  return everything.test(clause);
}
