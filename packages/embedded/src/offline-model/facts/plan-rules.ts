import { findNamedDay } from '../reading/days.js';
import type { Rule } from './fact.js';
import { isPlain } from './phrases.js';

const going =
  /^(?:I|we) (?:am|are|will be) (?:also )?(going to|going|travell?ing|flying|driving|moving|leaving|visiting|meeting|starting|getting|running|seeing|having|taking|hosting|celebrating|planning|presenting|returning) (.+)$/i;
const appointment = /^(?:I|we) have (?:got )?(?:an? |my |another |our )?(.+)$/i;
const event =
  /^my ((?:\p{L}+ )?(?:exam|wedding|flight|interview|job interview|surgery|operation|appointment|graduation|vacation|holiday|trip|due date|deadline|concert|marathon|presentation|move)) is (.+)$/iu;
const appointmentNouns =
  /\b(?:appointment|exam|test|interview|meeting|flight|wedding|party|concert|date|surgery|operation|deadline|presentation|trip|game|match|race|marathon|class|reservation|check-?up|birthday party|conference|dinner|audition|recital|tournament|competition|performance)\b/i;

/** Plans whose day can be told: `I'm flying to Rome next Friday`. */
export const planRule: Rule = (clause, { day, language }) => {
  const match = going.exec(clause);
  const had = appointment.exec(clause)?.[1];
  const coming = event.exec(clause);
  const text =
    match !== null
      ? `${match[1]} ${match[2]}`
      : coming !== null
        ? `${coming[1]} ${coming[2]}`
        : had !== undefined && appointmentNouns.test(had)
          ? had
          : undefined;
  if (text === undefined) return [];
  const when = findNamedDay(text, day, language);
  if (when === undefined || when.past) return [];
  const before = text
    .slice(0, when.index)
    .replace(/[\s,]*\b(?:on|in|at|by|for|from|until|till|this|early|late|the)?[\s,]*$/i, '');
  const what = before === '' ? text.slice(when.index + when.words.length).trim() : before;
  if (
    !isPlain(what, 9) ||
    what.split(' ').length < 1 ||
    /\b(?:it|that|this|them|something|you)\b/i.test(what) ||
    /^(?:going to|going|planning|having)$/i.test(what)
  )
    return [];
  const preposition = /^\d{4}-\d{2}-\d{2}$/.test(when.text) ? 'on' : 'in';
  return [{ topic: 'plan', action: 'add', value: `${what} ${preposition} ${when.text}`, day }];
};
