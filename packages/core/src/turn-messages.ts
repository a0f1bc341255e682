import { estimateTokens } from './context/tokens.js';
import { renderTranscript } from './context/transcript.js';
import { PORTION_SHARE } from './defaults.js';
import type { Portion } from './delivery/delivery.js';
import type { TurnDelivery } from './outbox/delivery-request.js';
import { transcriptPortions } from './forwarded-messages.js';
import type { TranscriptItem } from './turn/transcript-item.js';
import type { TurnItem } from './turn/turn.js';

/** How turns are written. */
export interface TurnMessageOptions {
  /** Tokens of the agent's context. */
  contextWindow: number;
  /** IANA name of the user's time zone. */
  timeZone: string;
}

type Message = Portion[number];

/**
 * Writes turns as messages to the memory agent, one message each, as many in a run as its context may take. A turn
 * that is too long for that alone becomes several messages, always the same ones.
 *
 * @param deliveries the turns, in order
 * @param options see {@link TurnMessageOptions}
 */
export function turnPortions(deliveries: readonly TurnDelivery[], options: TurnMessageOptions): Portion[] {
  const room = Math.floor(options.contextWindow * PORTION_SHARE);
  const portions: Message[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const message of deliveries.flatMap((delivery) => messagesOf(delivery, options, room))) {
    const tokens = estimateTokens(message.content);
    if (used + tokens > room) {
      portions.push([]);
      used = 0;
    }
    portions.at(-1)?.push(message);
    used += tokens;
  }
  return portions;
}

function messagesOf(delivery: TurnDelivery, options: TurnMessageOptions, room: number): Message[] {
  const { timeZone, contextWindow } = options;
  const now = new Date(delivery.startedAt);
  // What a filter has emptied is not told.
  const items = delivery.items.filter(({ text }) => text !== '').map(transcriptItem);
  const whole = renderTranscript(items, { timeZone, now });
  const { otid } = delivery;
  if (estimateTokens(whole) <= room) return [{ content: whole, otid }];
  const contents = transcriptPortions(items, { contextWindow, timeZone, now });
  return contents.map((content, index) => ({ content, otid: `${otid}/${index + 1}` }));
}

function transcriptItem({ role, text }: TurnItem): TranscriptItem {
  if (role === 'result') return { role: 'tool', text };
  return { role: role === 'user' ? 'user' : 'assistant', text };
}
