import type { TranscriptItem } from '../turn/transcript-item.js';
import { LEAST_PORTION_ROOM, WEIGHT_OF_ONE_TOKEN } from './limits.js';
import { splitItem } from './split-item.js';
import { weighText } from './tokens.js';
import { lineRenderer, renderTranscript, type TranscriptOptions } from './transcript.js';

/** How a transcript is split. */
export interface PortionOptions extends TranscriptOptions {
  /** The most estimated tokens of one portion's transcript, our preamble and frame (about 280) included. */
  readonly maxTokens: number;
}

/**
 * Splits items into portions whose transcripts fit a model's context, in order and without losing a word. As many
 * items as fit go together. An item that is too long for a portion of its own is split between words, and its pieces
 * are marked as continued.
 *
 * @param items what was said, oldest first; thousands take milliseconds
 * @param options the most estimated tokens, and how the transcript is dated. When `maxTokens` leaves hardly any room
 *   beside the frame, portions become larger than it rather than useless
 * @returns the portions; none when there are no items
 * @throws TimeZoneProblem when the runtime does not know the zone
 */
export function splitIntoPortions(
  items: readonly TranscriptItem[],
  options: PortionOptions,
): TranscriptItem[][] {
  const renderLine = lineRenderer(options);
  const weighItem = (item: TranscriptItem): number => weighText(`${renderLine(item)}\n`);
  const frame = weighText(renderTranscript([], options));
  const room = Math.max(
    options.maxTokens * WEIGHT_OF_ONE_TOKEN - frame,
    LEAST_PORTION_ROOM * WEIGHT_OF_ONE_TOKEN,
  );

  const portions: TranscriptItem[][] = [];
  let used = room;
  const add = (item: TranscriptItem, weight: number): void => {
    if (used + weight > room) {
      portions.push([]);
      used = 0;
    }
    portions.at(-1)?.push(item);
    used += weight;
  };

  for (const item of items) {
    const weight = weighItem(item);
    if (weight <= room) add(item, weight);
    else for (const piece of splitItem(item, room, weighItem)) add(piece, weighItem(piece));
  }
  return portions;
}
