import type { HumanLine } from '../facts/human-lines.js';
import { comparable } from '../reading/words.js';
import { joinWords, sayFacts } from './say.js';

const common = new Set(
  'what where when who whom which how why is are was were do does did am be the a an of in on at to for from with and or not my me mine i you your it this that have has had can could should would will tell know remember about please again called name much many take get go kind old live work'.split(
    ' ',
  ),
);

/** Looks for lines that hold the words of a question which no rule knows: `what is my locker code`. */
export function searchLines(question: string, known: readonly HumanLine[]): string | undefined {
  if (
    !/\bmy\b|^who is\b|^how old is\b|^(?:what|where) (?:is|does|do) (?!the\b|an?\b)\w+(?: \w+)?$/.test(
      question,
    )
  )
    return undefined;
  const wanted = question
    .split(' ')
    .filter((word) => word.length > 2 && !common.has(word))
    .map(comparable);
  if (wanted.length === 0) return undefined;
  const scored = known.map((line) => {
    const words = new Set(comparable(line.text).split(' '));
    return { line, score: wanted.filter((word) => words.has(word)).length / wanted.length };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best <= 0.5) return undefined;
  const found = scored.filter(({ score }) => score === best).map(({ line }) => line);
  const own = sayFacts(found);
  const others = found.filter((line) => line.topic === undefined).map((line) => line.value.trim());
  return `I have this noted: ${joinWords([...own, ...others])}`.replace(/(?<![.!?])$/, '.');
}
