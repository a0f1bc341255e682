import { z } from 'zod';

import { one, optional } from './validation.js';

/** A moment: a date, or a date and a time with or without a zone (UTC then). */
const moment = z
  .string()
  .refine((text) => toMoment(text) !== undefined, 'Input should be a valid datetime or date');

/** A moment in a query, as it is compared with stored ones. */
export const queryMoment = one(moment.transform((text) => toMoment(text)));

/** The body that makes a passage. */
export const createPassageBody = z.object({
  text: z.string(),
  tags: optional(z.array(z.string())),
  metadata: optional(z.record(z.string(), z.unknown())),
  created_at: optional(moment.transform((text) => toMoment(text))),
});

/** A moment with microseconds in UTC, as all stored ones are, so that texts compare as times do. */
function toMoment(text: string): string | undefined {
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (parts === null) {
    return undefined;
  }
  const [, day, time = '00:00', fraction = '', zone = 'Z'] = parts;
  const milliseconds = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds)) {
    return undefined;
  }
  const digits = fraction.slice(0, 6).padEnd(6, '0');
  return new Date(milliseconds).toISOString().replace('.000Z', `.${digits}Z`);
}
