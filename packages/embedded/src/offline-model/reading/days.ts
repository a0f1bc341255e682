import type { Language } from './language.js';

/** A point in time named in words, and how exactly it was named. */
export interface NamedDay {
  /** `2026-12-04`, `March 2027` or `2027`, as exact as the words were. */
  readonly text: string;
  /** The words themselves, and where they stand. */
  readonly words: string;
  readonly index: number;
  /** Whether it lies before the day it was said on. */
  readonly past: boolean;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The calendar day of a moment where this program runs, `YYYY-MM-DD`. */
export function dayOfMoment(moment: Date): string {
  return `${moment.getFullYear()}-${twoDigits(moment.getMonth() + 1)}-${twoDigits(moment.getDate())}`;
}

/**
 * Finds the day, month or year that words such as `next Friday` name, counted from the day they were said on.
 * Undefined when there is none, or only an hour.
 */
export function findNamedDay(text: string, saidOn: string, { chrono }: Language): NamedDay | undefined {
  const said = new Date(`${saidOn}T12:00:00Z`);
  if (Number.isNaN(said.getTime())) return undefined;
  const found = chrono.parse(text, { instant: said, timezone: 0 }, { forwardDate: true })[0];
  if (found === undefined || /^\d{1,3}$/.test(found.text)) return undefined;
  const { start } = found;
  const year = start.get('year');
  const month = start.get('month');
  const day = start.get('day');
  if (year === null || month === null || day === null) return undefined;
  const iso = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  const place = { words: found.text, index: found.index };
  // `last week` and `in two weeks` count days, but nobody means that very day
  if (start.isCertain('day') || start.isCertain('weekday')) {
    return { ...place, text: /week\b/i.test(found.text) ? `the week of ${iso}` : iso, past: iso < saidOn };
  }
  if (start.isCertain('month')) {
    return {
      ...place,
      text: `${monthNames[month - 1] ?? ''} ${year}`,
      past: iso.slice(0, 7) < saidOn.slice(0, 7),
    };
  }
  if (start.isCertain('year'))
    return { ...place, text: String(year), past: String(year) < saidOn.slice(0, 4) };
  return undefined;
}
