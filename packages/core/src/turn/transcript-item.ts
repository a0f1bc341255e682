/** One thing said or done in a conversation, as the memory agent gets to read it. */
export interface TranscriptItem {
  /** Who said or did it. */
  readonly role: 'user' | 'assistant' | 'tool';
  /** Plain text, not yet escaped; it may hold line breaks. */
  readonly text: string;
  /** When it was said. Without it, the moment of the call counts. */
  readonly at?: Date;
}
