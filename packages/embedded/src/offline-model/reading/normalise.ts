/** Short forms and their long ones; the rules are written against the long ones only. */
const longForms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:i'm|im|i m)\b/gi, 'I am'],
  [/\b(?:i've|ive)\b/gi, 'I have'],
  [/\bi'll\b/gi, 'I will'],
  [/\b(?:i'd|id)\b(?= )/gi, 'I would'],
  [/\bwe're\b/gi, 'we are'],
  [/\bwe've\b/gi, 'we have'],
  [/\bwe'll\b/gi, 'we will'],
  [/\b(?:can't|cant|cannot)\b/gi, 'can not'],
  [/\b(?:won't|wont)\b/gi, 'will not'],
  [/\b(?:don't|dont)\b/gi, 'do not'],
  [/\b(?:doesn't|doesnt)\b/gi, 'does not'],
  [/\b(?:didn't|didnt)\b/gi, 'did not'],
  [/\b(?:isn't|isnt)\b/gi, 'is not'],
  [/\b(?:aren't|arent)\b/gi, 'are not'],
  [/\b(?:haven't|havent)\b/gi, 'have not'],
  [/\b(it|he|she|that|there|name|who|what|where|how)'s\b/gi, '$1 is'],
  [/\b(?:whats)\b/gi, 'what is'],
  [/\b(?:wheres)\b/gi, 'where is'],
  [/\b(?:whos)\b/gi, 'who is'],
  [/\b(?:they're)\b/gi, 'they are'],
  [/\b(?:you're)\b/gi, 'you are'],
  [/\b(?:gonna)\b/gi, 'going to'],
  [/\bany ?more\b/gi, 'anymore'],
  [/\bfavorite\b/gi, 'favourite'],
];

const fillers =
  /^(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)(?: there| again| all| everyone)?|well|so|oh|ah|yes|yeah|yep|no|nope|ok|okay|sure|thanks|thank you|btw|by the way|fyi|for your information|just so you know|just for the record|for the record|actually|in fact|to be honest|tbh|honestly|basically|anyway|also|and|but|plus|oh yeah|wow|haha|lol|sorry|correction|please note(?: that)?|note that|as you (?:may )?know|of course|right|hmm|um|uh|currently|at the moment|right now|these days|now|nowadays|recently|today|about me|a bit about me|i should (?:mention|add|say)(?: that)?|i (?:just )?wanted to (?:say|mention|tell you|let you know)(?: that)?|i want to tell you(?: that)?|i (?:must|have to) (?:say|admit|confess)(?: that)?|let me introduce myself|did i mention(?: that)?|i forgot to (?:say|mention)(?: that)?|you should know(?: that)?|i think you should know(?: that)?|the thing is(?: that)?|I (?:just |recently )?(?:found out|learned|learnt|discovered|realised|realized)(?: that)?|(?:it )?turns out(?: that)?|(?:just )?to let you know|nice to meet you(?: too)?|pleased to meet you)(?=[\s,.!:;—–-]|$)[\s,.!:;—–-]*/i;

const adverbs =
  /\b(I|we)( am| have| do)? (?:really|also|absolutely|just|actually|currently|still|now|totally|truly|honestly|recently|always|simply|mostly|mainly|especially|particularly|usually|deeply|definitely|obviously|genuinely|officially|originally|finally|already|very much|both|too|so)(?= \w)/gi;

/** Straight apostrophes and plain spaces; emoji and other pictures gone. */
export function plainText(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replace(/(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)/gu, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/** Long forms for short ones: `im` and `I'm` become `I am`. */
export function expandShortForms(sentence: string): string {
  let text = sentence;
  for (const [short, long] of longForms) text = text.replace(short, long);
  return text.replace(/\bi\b(?!\.)/g, 'I');
}

/** Takes greetings, fillers and adverbs away, so that `Hi, actually I really like tea` begins with `I like`. */
export function stripFillers(sentence: string): string {
  let text = sentence.trim();
  for (let round = 0; round < 6; round += 1) {
    const next = text.replace(fillers, '');
    if (next === text) break;
    text = next;
  }
  return text.replace(adverbs, '$1$2').replace(adverbs, '$1$2');
}
