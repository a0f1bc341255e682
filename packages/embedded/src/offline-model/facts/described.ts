/** A relative or pet as a line describes it: `dog Rex, 3 years old`. */
export interface Described {
  /** `dog`, `older sister`. */
  readonly kind: string;
  /** Empty when it is not known. */
  readonly name: string;
  /** `3 years old`, `lives in Oslo`. */
  readonly details: readonly string[];
  /** `two kids`, `mother of two`: about how many there are, not about one of them. */
  readonly counted: boolean;
}

const counts =
  /^(?:(?:two|three|four|five|six|seven|eight|nine|ten|no|some|many|\d{1,2}) |(?:mother|mom|mum|father|dad|parent) of )/;

/** Takes a line's value apart. */
export function readDescribed(value: string): Described {
  const [head = '', ...details] = value.split(', ');
  if (counts.test(head)) {
    const kind = /\b(?:kids?|children|of \w+)\b/.test(head)
      ? 'children'
      : (head.split(':')[0] ?? head).replace(counts, '');
    return { kind, name: value, details: [], counted: true };
  }
  const words = head.split(' ');
  const named = words.findIndex((word) => /^\p{Lu}/u.test(word));
  if (named <= 0) return { kind: sameKind(head.toLowerCase()), name: '', details, counted: false };
  return {
    kind: sameKind(words.slice(0, named).join(' ')),
    name: words.slice(named).join(' '),
    details,
    counted: false,
  };
}

function sameKind(kind: string): string {
  return kind
    .replace(/^(?:mom|mum)$/, 'mother')
    .replace(/^dad$/, 'father')
    .replace(/^(?:fiancee|fiancé|fiancée)$/, 'fiance');
}

/** Whether two descriptions are of one and the same; a nameless one may be any of its kind. */
export function areSame(left: Described, right: Described): boolean {
  if (left.kind !== right.kind || left.counted !== right.counted) return false;
  return (
    left.counted ||
    left.name === '' ||
    right.name === '' ||
    left.name.toLowerCase() === right.name.toLowerCase()
  );
}

/** Joins what is known with what is told; of one sort of detail, such as the age, the new one stands. */
export function joinDescribed(known: string, told: string): string {
  const before = readDescribed(known);
  const after = readDescribed(told);
  if (after.counted) return told;
  const kept = before.details.filter(
    (detail) => !after.details.some((other) => sortOf(other) === sortOf(detail)),
  );
  const kind = known.split(', ')[0]?.split(/ (?=\p{Lu})/u)[0] ?? before.kind;
  const name = after.name === '' ? before.name : after.name;
  return [name === '' ? kind : `${kind} ${name}`, ...kept, ...after.details].join(', ');
}

function sortOf(detail: string): string {
  if (detail.endsWith(' old')) return 'age';
  return /^(?:lives in|works as|allergic to)/.exec(detail)?.[0] ?? detail;
}
