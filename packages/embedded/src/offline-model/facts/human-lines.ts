import type { Fact, Topic } from './fact.js';
import { allTopics, topicForms } from './topics.js';

/** One line of the `human` block; without a topic it is somebody else's and left as it is. */
export interface HumanLine {
  readonly text: string;
  readonly topic?: Topic;
  readonly detail?: string;
  readonly value: string;
  readonly day?: string;
}

const dated = / \((\d{4}-\d{2}-\d{2})\)$/;

/** Reads a block's value line by line. */
export function readHumanLines(value: string): HumanLine[] {
  return value.trim() === '' ? [] : value.trim().split('\n').map(readHumanLine);
}

function readHumanLine(text: string): HumanLine {
  const row = text.replace(/^[-*•]\s+/, '').trimEnd();
  const day = dated.exec(row)?.[1];
  const bare = row.replace(dated, '');
  for (const topic of allTopics) {
    const { label } = topicForms[topic];
    if (topic === 'favourite') {
      const [, detail, value] = /^Favourite ([^:]+): (.+)$/i.exec(bare) ?? [];
      if (detail !== undefined && value !== undefined) return { text, topic, detail, value, day };
    } else if (bare.toLowerCase().startsWith(`${label.toLowerCase()}: `)) {
      return { text, topic, value: bare.slice(label.length + 2).trim(), day };
    }
  }
  return { text, value: row, day };
}

/** Writes a fact as its line: `Lives in: Bergen (2026-11-24)`. */
export function writeHumanLine({ topic, value, detail, day }: Omit<Fact, 'action'>): HumanLine {
  const { label, dated: withDay } = topicForms[topic];
  const head = detail === undefined ? label : `${label} ${detail}`;
  const text = `${head}: ${value}${withDay ? ` (${day})` : ''}`;
  return { text, topic, value, ...(detail !== undefined && { detail }), ...(withDay && { day }) };
}
