import type { TranscriptItem } from './transcript-item.js';

/** What one part of a message comes to; lines of one role that follow each other in a message make one item. */
export type Line = Pick<TranscriptItem, 'role' | 'text'>;
