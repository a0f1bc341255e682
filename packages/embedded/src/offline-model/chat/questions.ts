import type { Topic } from '../facts/fact.js';

/** A kind of question about the user, and where its answer stands. */
export interface QuestionKind {
  readonly pattern: RegExp;
  readonly topics: readonly Topic[];
  /** What is said when nothing is known: `You have not told me … yet.` */
  readonly missing: string;
  /** Words by which a line in another form than ours is found: `Interests: Likes cats`. */
  readonly elsewhere: RegExp;
}

const animals = String.raw`(?:dog|cat|pet|puppy|kitten|rabbit|horse|hamster|parrot|bird|fish|turtle|snake|animal|guinea pig|bunny|pony)(?:s|ies)?`;
const relatives = String.raw`(?:sister|brother|mother|mom|mum|father|dad|husband|wife|partner|son|daughter|kid|child|children|girlfriend|boyfriend|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|sibling|best friend|fianc[eé]+)s?`;

/** In the order they are tried; questions are in small letters, in long forms, without marks. */
export const questionKinds: readonly QuestionKind[] = [
  {
    pattern: new RegExp(
      String.raw`\bmy ${animals}\b|\bi (?:have|own|got) (?:an? |any )?${animals}\b|\b(?:am i|i am) a pet owner|any ${animals}\b|\b${animals} do i (?:have|own)\b`,
    ),
    topics: ['pet', 'formerPet'],
    missing: 'about a pet',
    elsewhere: new RegExp(String.raw`\b${animals}\b`, 'i'),
  },
  {
    pattern: new RegExp(
      String.raw`\bmy (?:older |younger |big |little |twin )?${relatives}\b|\bi (?:have|got) (?:an? |any )?${relatives}\b|\bmy family\b|\bam i (?:an? )?(?:mother|father|parent|dad|mom|mum)\b|\bwho (?:is|are) in my family`,
    ),
    topics: ['family', 'relationship'],
    missing: 'about that part of your family',
    elsewhere: new RegExp(String.raw`\b${relatives}\b|\bfamily\b`, 'i'),
  },
  {
    pattern: /\bmy (?:all time )?favourite\b/,
    topics: ['favourite'],
    missing: 'that favourite of yours',
    elsewhere: /\bfavou?rite\b/i,
  },
  {
    pattern:
      /\ballerg|\b(?:can not|should not|must not|may not|can|should|may) i (?:not )?(?:eat|drink|have|avoid)\b|\bi (?:can not|should not|must not|may not|should avoid|must avoid) (?:eat|drink|have|eating)?\b|\bdangerous for me\b/,
    topics: ['allergy', 'diet'],
    missing: 'about any allergies',
    elsewhere: /allerg|intoleran/i,
  },
  {
    pattern:
      /\bam i (?:a )?(?:vegan|vegetarian|pescatarian|diabetic|lactose|gluten|coeliac|celiac)|\bmy diet\b|\bdo i (?:eat|drink)\b|\bwhat (?:do|can) i (?:not )?eat\b|\bi (?:do not|not) eat\b/,
    topics: ['diet'],
    missing: 'how you eat',
    elsewhere: /\b(?:vegan|vegetarian|diet|eats)\b/i,
  },
  {
    pattern:
      /\b(?:where|which (?:city|town|country|place)|what (?:city|town|country|place)) (?:am i|do i come|was i (?:born|raised)|did i grow up|i am|i come)\b.*\b(?:from|born|raised|up)\b|\bwas i (?:born|raised)$|\bdid i grow up$|\bwhere was i born\b|\bdo i come from\b|\bam i from\b|\bmy home ?town\b|\bwhere am i from\b|\bwhere i come from\b/,
    topics: ['origin', 'nationality'],
    missing: 'where you come from',
    elsewhere: /\b(?:from|born in|hometown)\b/i,
  },
  {
    pattern: /\bmy nationality\b/,
    topics: ['nationality', 'origin'],
    missing: 'your nationality',
    elsewhere: /\bnationality\b/i,
  },
  {
    pattern:
      /\bdo i (?:live|reside|stay)\b|\bi live\b|\b(?:city|town|country|place) am i (?:in|living in)\b|\bhome for me\b|\bmy (?:home|city|town|address|home city)\b|\bam i (?:living|based)\b|\bi am living\b|\bdid i move\b/,
    topics: ['home'],
    missing: 'where you live',
    elsewhere: /\b(?:lives?|living|based|resid|moved)\b/i,
  },
  {
    pattern: /\bmy birthday\b|\bwas i born\b|\bmy (?:date of birth|birth ?date|bday)\b|\bi was born\b/,
    topics: ['birthday'],
    missing: 'your birthday',
    elsewhere: /\b(?:birthday|born)\b/i,
  },
  {
    pattern: /\bhow old (?:am i|i am)\b|\bmy age\b/,
    topics: ['age', 'birthday'],
    missing: 'how old you are',
    elsewhere: /\b(?:age|years old)\b/i,
  },
  {
    pattern:
      /\bdo i (?:study|go to (?:school|university|college))\b|\bmy (?:studies|major|degree|subject)\b|\bam i (?:studying|a student|majoring)\b|\bi (?:study|am studying)\b/,
    topics: ['studies'],
    missing: 'what you study',
    elsewhere: /\b(?:stud(?:y|ies|ying|ent)|degree|major)\b/i,
  },
  {
    pattern:
      /\bdo i (?:work|do for (?:a living|work))\b|\bmy (?:job|work|profession|occupation|employer|company|workplace|career|boss)\b|\bam i (?:working|employed|retired)\b|\bi work\b|\bdo i have a job\b|^am i an? (?!member|good|bad|nice|great|real|human|robot)/,
    topics: ['job', 'employer'],
    missing: 'about your work',
    elsewhere: /\b(?:works?|job|employ|occupation|profession)\b/i,
  },
  {
    pattern:
      /\b(?:languages?|tongue) (?:do|can|am) i\b|\bdo i (?:speak|learn)\b|\bcan i speak\b|\bmy (?:native |mother )?(?:languages?|tongue)\b|\bam i learning\b/,
    topics: ['language', 'learning'],
    missing: 'which languages you speak',
    elsewhere: /\b(?:speaks?|languages?)\b/i,
  },
  {
    pattern:
      /\bdo i (?:not like|dislike|hate)\b|\b(?:i do not|do not i) (?:like|love|enjoy)\b|\bi (?:dislike|hate)\b|\bmy dislikes\b/,
    topics: ['dislike'],
    missing: 'what you do not like',
    elsewhere: /\b(?:dislikes?|hates?)\b/i,
  },
  {
    pattern:
      /\bmy (?:hobby|hobbies|interests?|pastimes?|passions?)\b|\bdo i do (?:for fun|in my (?:free|spare) time)\b|\bdo i play\b|\bdo i have (?:any )?(?:hobby|hobbies)\b/,
    topics: ['hobby', 'like'],
    missing: 'about your hobbies',
    elsewhere: /\b(?:hobb|interest|enjoys?|likes?)/i,
  },
  {
    pattern:
      /\bdo i (?:like|love|enjoy|prefer)\b|\bi (?:like|love|enjoy)\b|\bmy (?:likes|preferences|taste|tastes)\b|\bam i into\b/,
    topics: ['like', 'hobby', 'favourite'],
    missing: 'what you like',
    elsewhere: /\b(?:likes?|loves?|enjoys?|interests?)\b/i,
  },
  {
    pattern:
      /\bmy (?:plans?|trips?|appointments?|calendar|schedule|exam|interview|flight|vacation|holiday)\b|\bam i (?:doing|going|flying|travell?ing|planning|meeting|visiting)\b|\bdo i have (?:any )?(?:plans?|appointments?|an appointment)\b|\bdid i plan\b/,
    topics: ['plan'],
    missing: 'about any plans',
    elsewhere: /\bplan/i,
  },
  {
    pattern:
      /\bam i (?:married|single|engaged|divorced|in a relationship)\b|\bmy relationship\b|\bmarried to\b/,
    topics: ['relationship', 'family'],
    missing: 'about that',
    elsewhere: /\b(?:married|single|engaged|divorced|partner)\b/i,
  },
  {
    pattern:
      /\bmy (?:(?:full|first|last|real) )?name\b|\bwho (?:am i|i am)\b|\bam i called\b|\bi am called\b|\bcall me\b|\bdo you know who i\b/,
    topics: ['name'],
    missing: 'your name',
    elsewhere: /\bname\b/i,
  },
  {
    pattern:
      /\bask(?:ed)? you to (?:remember|note|keep)\b|\bshould you remember\b|\bmy notes?\b|\btold you to remember\b/,
    topics: ['note'],
    missing: 'anything to keep in mind',
    elsewhere: /\bremember\b/i,
  },
];

/** Asks for all that is known. */
export const asksForAll =
  /\bwhat (?:else )?(?:do|did|can|have) you (?:know|remember|recall|learn|learned|noted?|remembered|stored?|got|have)\b.*\b(?:me|myself|far)\b|\bwhat do you (?:know|remember)$|\btell me (?:everything |all |what you know |something |more )?(?:you know )?about (?:me|myself)\b|\bdescribe me\b|\b(?:do you )?(?:remember|recogni[sz]e) me\b|\bdo you know me\b|\bhave we met\b|\bwhat (?:do you|you) (?:know|remember) (?:about|of) me\b|\bwhat (?:have i told|did i tell) you\b(?! about my)|\bdo you (?:know|remember) anything about me\b/;

/** Asks what was talked about. */
export const asksForSummary =
  /\b(?:what|which) (?:did|have|were|was|things) .*\b(?:we|our)\b.*\b(?:talk|talked|talking|discuss|discussed|speak|spoke|chat|chatted|about|last time)\b|\b(?:our|the) (?:last|previous|earlier) (?:conversation|chat|talk|time)\b|\bsummar(?:y|ise|ize) .*\b(?:we|our|conversation|chat)\b|\bwhat (?:did|were|have|was) we\b|\bremember our\b|\bwhere did we (?:leave|stop)\b/;
