/** Words the questions turn on; a word one slip away from exactly one of them is taken for it. */
const vocabulary: readonly string[] = [
  'what',
  'where',
  'when',
  'which',
  'name',
  'live',
  'allergic',
  'allergy',
  'allergies',
  'remember',
  'birthday',
  'favourite',
  'work',
  'know',
  'about',
  'called',
  'hobbies',
  'hobby',
  'language',
  'languages',
  'speak',
  'study',
  'family',
  'plans',
  'dislike',
  'talk',
  'discuss',
  'have',
  'does',
  'from',
  'sister',
  'brother',
  'pets',
];

/** Other words that are right as they are, though one letter away from one above. */
const right = new Set([
  'that',
  'love',
  'like',
  'then',
  'than',
  'here',
  'there',
  'were',
  'give',
  'line',
  'word',
  'wife',
  'walk',
  'hat',
  'same',
  'game',
  'came',
  'chat',
  'hate',
  'pet',
  'play',
  'plan',
  'form',
  'now',
  'life',
  'lives',
  'five',
  'tall',
  'tale',
  'take',
  'save',
  'case',
  'fame',
  'lame',
  'made',
  'make',
  'ways',
  'how',
  'hobbit',
  'names',
  'knew',
  'known',
  'knows',
  'worked',
  'works',
  'talked',
  'called',
  'wheat',
  'why',
  'who',
  'do',
  'and',
  'are',
  'any',
  'above',
  'goes',
  'dose',
  'done',
]);

/** Mends simple slips: `waht is my naem` becomes `what is my name`. */
export function mendTypos(question: string): string {
  return question
    .split(' ')
    .map((word) => {
      if (word.length < 4 || right.has(word) || vocabulary.includes(word)) return word;
      const near = vocabulary.filter((known) => isOneSlipAway(word, known));
      return near.length === 1 && near[0] !== undefined ? near[0] : word;
    })
    .join(' ');
}

/** One letter more, less or other, or two neighbours swapped. */
function isOneSlipAway(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end))
    end += 1;
  const before = left.slice(start, left.length - end);
  const after = right.slice(start, right.length - end);
  // short words have too many neighbours: `dogs` is not `does`
  if (before.length <= 1 && after.length <= 1) return left.length > 4;
  return before.length === 2 && after.length === 2 && before[0] === after[1] && before[1] === after[0];
}
