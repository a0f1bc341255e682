import type { Language } from './language.js';
import { expandShortForms, plainText, stripFillers } from './normalise.js';

/** A statement cut to one thing said, in long forms, without fillers at its start or a full stop at its end. */
export interface Clause {
  readonly text: string;
  /** Whether the sentence began with a greeting: `Hi, I'm Aksel` may be a name, `I'm Aksel` after it less so. */
  readonly greeted: boolean;
}

/** Longer sentences are pasted text or a stream of thought; rules read nonsense out of them. */
const longestSentence = 320;
/** More is a pasted document, not somebody speaking of herself. */
const mostCharacters = 60_000;

/** Sentences of a text; line breaks end one too. */
export function splitSentences(text: string, { nlp }: Language): string[] {
  const plain = plainText(text.slice(0, mostCharacters)).replace(/\s*\n\s*/g, '\n');
  const sentences: string[] = [];
  for (const line of plain.split('\n')) {
    if (line.trim() === '') continue;
    const found: string[] = nlp.tokenize(line).out('array');
    for (const sentence of found) sentences.push(sentence.trim());
  }
  return sentences;
}

const firstPerson = /\b(?:i|im|ive|i'm|i've|my|me|mine|we|our|forget|remember|call|note)\b/i;

/** Sentences that state nothing about the speaker, whatever words stand in them. */
const notAsserted = new RegExp(
  [
    String.raw`\?["')\s]*$`, // a question
    String.raw`\b(?:if|unless|whether|suppose|supposing|imagine|imagining|pretend|pretending|hypothetically|theoretically)\b`,
    String.raw`\b(?:wish|wished|wishing|would have|could have|should have|might have|let's say|lets say|say i)\b`,
    String.raw`\b(?:in (?:the|a|my|this) (?:story|novel|book|game|movie|film|play|song|poem|dream|script)|role ?play|character|protagonist|narrator)\b`,
    String.raw`\b(?:said|says|saying|told|tells|asked|asks|wrote|writes|replied|quote|quoted|claims|claimed|translate|translation|sentence|phrase|lyrics|rephrase|rewrite|proofread)\b`,
    String.raw`\b(?:kidding|joking|sarcasm|jk|as if|used to|once upon)\b`,
    String.raw`"`, // somebody's words, most likely not the speaker's own
  ].join('|'),
  'i',
);
const politeCondition =
  /\bif (?:you (?:want|need|care|must|are wondering|wonder|did not|do not) [^,]*|I am honest|I remember (?:right|correctly)),? ?/i;
const politeRequest =
  /^(?:please )?(?:can|could|will|would) you (?:please )?(?=(?:remember|note|keep in mind|forget) that .+\?$)/i;
const tellsTheModel =
  /^(?:as )?i (?:told|said to|mentioned to) you(?: (?:before|earlier|already|yesterday))?,?(?: that)? /i;

/** What the sentences of a text state about their speaker, clause by clause. */
export function assertedClauses(text: string, language: Language): Clause[] {
  return splitSentences(text, language).flatMap(clausesOfSentence);
}

/** The clauses of one sentence; none when it is a question, a condition, a quotation or too long. */
export function clausesOfSentence(sentence: string): Clause[] {
  if (sentence.length > longestSentence || !firstPerson.test(sentence)) return [];
  const stated = politeRequest.test(sentence)
    ? sentence.replace(politeRequest, '').replace(/\?$/, '')
    : sentence;
  const expanded = expandShortForms(stated).replace(politeCondition, '').replace(tellsTheModel, '');
  if (notAsserted.test(expanded)) return [];
  const body = stripFillers(
    expanded.replace(/, (?:currently )?(?=(?:living in|working (?:as|at|for)) )/i, ' and am '),
  ).replace(/[.!;,:)\s]+$/, '');
  const greeted =
    /^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|nice to meet you)\b/i.test(
      sentence,
    );
  return splitClauses(body).map((part) => ({ text: part, greeted }));
}

const subject = String.raw`(?:I|we|my|our)\b`;
const verbs =
  'am|live|work|have|like|love|enjoy|hate|dislike|study|speak|play|moved|own|prefer|adore|teach|run';
const clauseBreaks: readonly RegExp[] = [
  / ?[;—–()] ?| - /,
  new RegExp(`,? (?:and|but|so|while|although|though|because|since|yet|plus) (?:also )?(?=${subject})`, 'i'),
  new RegExp(`[,.:]+ (?=(?:but |and )?${subject})`, 'i'),
  /,? but (?=not )/i,
  /,? (?:because|although|even though|whereas|which means) /i,
];
const sharedSubject = new RegExp(
  `,? (?:and|but) (?:also |now |currently |really )?(?=(?:${verbs}|do not|am not|have|can not)\\b)`,
  'i',
);

function splitClauses(sentence: string): string[] {
  let parts = [sentence];
  for (const mark of clauseBreaks) parts = parts.flatMap((part) => part.split(mark));
  return parts
    .flatMap(repeatSubject)
    .map((part) => stripFillers(part).trim())
    .filter((part) => part !== '');
}

/** `I am Sarah and live in Bergen` says two things of one subject; `I love its form and love theme` does not. */
function repeatSubject(clause: string): string[] {
  if (!/^I /i.test(clause) && !/^my name is /i.test(clause)) return [clause];
  const [first = '', ...others] = clause.split(sharedSubject);
  const verb = first.split(' ')[1];
  if (others.some((part) => part.split(' ')[0] === verb && verb !== 'am' && verb !== 'have')) return [clause];
  return [first, ...others.map((part) => `I ${part}`)];
}
