import { TimeZoneProblem } from './time-zone-problem.js';

/**
 * Makes the function that writes a moment as it stands at the beginning of a transcript line, in one time zone. The
 * weekday is there since people say "on Friday", the zone so that "tonight" means theirs.
 *
 * @param timeZone an IANA name, such as `Europe/Oslo`
 * @returns for example `(date) => 'Tue 2026-11-24 09:30 Europe/Oslo'`
 * @throws TimeZoneProblem when the runtime does not know the zone
 */
export function timeStamp(timeZone: string): (moment: Date) => string {
  const format = dateFormat(timeZone);
  const write = (moment: Date): string => {
    const parts = new Map(format.formatToParts(moment).map((part) => [part.type, part.value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    const day = `${part('year')}-${part('month')}-${part('day')}`;
    return `${part('weekday')} ${day} ${part('hour')}:${part('minute')} ${timeZone}`;
  };
  // Formatting is slow, and all items of one call mostly share one moment.
  let lastTime = Number.NaN;
  let lastStamp = '';
  return (moment) => {
    if (moment.getTime() !== lastTime) {
      lastStamp = write(moment);
      lastTime = moment.getTime();
    }
    return lastStamp;
  };
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  // `Intl` would take the zone of the machine for an undefined one.
  if (typeof timeZone !== 'string') throw new TimeZoneProblem();
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch (cause) {
    throw new TimeZoneProblem(cause);
  }
}
