import { hasTag, tagWords } from '../reading/words.js';
import type { Fact, Rule, RuleContext } from './fact.js';
import { isPlain, trimTail } from './phrases.js';

const worksAs =
  /^I (?:work|am working|am employed|have been working|have worked|have started(?: working)?|started(?: working)?) as (?:an? |the )?(.+)$/i;
const gotJob =
  /^I (?:got|have got|have|landed|have landed|started|have started|accepted) (?:a |my )?(?:new )?(?:job|position|role) (?:as (?:an? )?(.+?))?(?: ?(?:at|for|with) (.+))?$/i;
const jobIs = /^my (?:job|profession|occupation|trade) is (?:being |as )?(?:an? )?(.+)$/i;
const isA = /^I (?:am|became|have become) (?:now )?(an? .+)$/i;
const worksAt =
  /^I (?:work|am working|am employed|have worked|have been working|started(?: working)?|have started(?: working)?)(?: full[- ]time| part[- ]time| remotely)? (?:at|for|with) (.+)$/i;
const employerIs = /^my (?:employer|company|workplace) is (?:called )?(.+)$/i;
const leftJob =
  /^I (?:quit|left|lost|have quit|have left|have lost|resigned from|got fired from|was fired from|was laid off from) (?:my )?(?:(?:old|last|previous|current) )?(?:job|work|position)(?: .*)?$|^I (?:am unemployed|was laid off|got laid off|got fired|was fired|do not work|am out of work|no longer work|do not have a job)(?: anymore| now)?$/i;
const leftEmployer =
  /^I (?:no longer work|do not work|stopped working|quit working|have stopped working) (?:at|for) (.+?)(?: anymore)?$/i;
const retired = /^I (?:am|have|have been) (?:now )?retired(?: .*)?$|^I retired(?: .*)?$/i;

/** People's roles that are no trade; compromise calls them actors all the same. */
const noTrade =
  /\b(?:friend|fan|mother|mom|mum|father|dad|parent|person|man|woman|guy|girl|boy|child|kid|son|daughter|sister|brother|husband|wife|member|lover|owner|believer|beginner|human|user|customer|visitor|guest|neighbou?r|stranger|learner|thinker|listener|reader|sleeper|procrastinator|perfectionist|introvert|extrovert|vegetarian|vegan|pescatarian|partner|winner|loser|survivor|supporter|follower|hater|optimist|pessimist|feminist|realist|minimalist|people|player|cook|swimmer|runner|hiker|speaker|eater|drinker|riser|bird|owl|adult|teenager|teen|native|citizen|resident|immigrant|expat|foreigner|genius|expert|idiot|fool|mess|grandmother|grandfather|grandma|grandpa|aunt|uncle|cousin|twin|smoker|non-smoker|gamer|traveler|traveller|mentor|role model|leader|victim|witness|student|believer|star|hero|collector|enthusiast|advocate|ally|planner|morning person|type)s?$/i;
const trades =
  /\b(?:nurse|barista|chef|pilot|judge|cashier|midwife|paramedic|architect|surgeon|vet|dentist|accountant|librarian|electrician|plumber|mechanic|fisherman|fireman|firefighter|policeman|police officer|soldier|clerk|freelancer|consultant|secretary|receptionist|psychologist|therapist|counselor|counsellor|translator|journalist|physicist|chemist|biologist|economist|historian|musician|artist|model|actor|actress|tailor|baker|butcher|florist|gardener|photographer|entrepreneur|professor|lecturer|researcher|postdoc|housewife|stay-at-home (?:mom|mum|dad)|sailor|monk|priest|pastor|politician|analyst|intern|apprentice|developer|programmer|designer|engineer|doctor|teacher|lawyer|carpenter|writer|author|farmer|driver|waiter|waitress|scientist|technician|manager|director|salesman|bartender|hairdresser|social worker|cleaner|caretaker|coach|personal trainer|truck driver|bus driver|ceo|cto|pharmacist|radiologist|optician|welder|painter|dancer|singer|editor|banker|broker|realtor|attorney|detective|veterinarian)\b/i;

/** Work: the job, the employer, and their end. */
export const workRule: Rule = (clause, context) => {
  if (retired.test(clause)) return [...endOfWork(context), fact('job', 'set', 'retired', context)];
  if (leftJob.test(clause)) return endOfWork(context);
  const old = leftEmployer.exec(clause)?.[1];
  if (old !== undefined) return employer(old, 'remove', context);
  const started = gotJob.exec(clause);
  if (started !== null)
    return [...job(started[1] ?? '', context, false), ...employer(started[2] ?? '', 'set', context)];
  const told = (worksAs.exec(clause) ?? jobIs.exec(clause))?.[1];
  if (told !== undefined) return jobWithPlace(told, context, false);
  const place = (worksAt.exec(clause) ?? employerIs.exec(clause))?.[1];
  if (place !== undefined) {
    const [where = '', as = ''] = place.split(/ as (?:an? |the )?/i);
    return [...job(as, context, false), ...employer(where, 'set', context)];
  }
  const being = isA.exec(clause)?.[1];
  return being === undefined ? [] : jobWithPlace(being.replace(/^an? /i, ''), context, true);
};

function jobWithPlace(text: string, context: RuleContext, mustBeTrade: boolean): Fact[] {
  const [what = '', where = ''] = text.split(/ (?:at|for|with) (?=(?:the )?\p{Lu}|a |an )/u);
  const found = job(what, context, mustBeTrade);
  return found.length === 0 ? [] : [...found, ...employer(where, 'set', context)];
}

function job(text: string, context: RuleContext, mustBeTrade: boolean): Fact[] {
  const value = trimTail(
    text.split(/ (?:in|by|at|on|from|of|to|and|but|who|working|specialized|specialised) /i)[0] ?? '',
  ).replace(
    /^(?:full[- ]time|part[- ]time|professional|certified|licensed|qualified|registered|trained) /i,
    '',
  );
  if (
    !isPlain(value, 4) ||
    noTrade.test(value) ||
    /^(?:\d|my|the|your|well|part|such|if|this|that|it|good|bad|great|huge|big|terrible|real|total|bit|little|lot)\b/i.test(
      value,
    )
  )
    return [];
  if (mustBeTrade && !isTrade(value, context)) return [];
  return [fact('job', 'set', value, context)];
}

function isTrade(value: string, { language }: RuleContext): boolean {
  if (trades.test(value) && !/\b(?:fan|lover)\b/i.test(value)) return true;
  return tagWords(value, language).at(-1)?.tags.includes('Actor') ?? false;
}

function employer(text: string, action: 'set' | 'remove', context: RuleContext): Fact[] {
  const value = trimTail(text.split(/ (?:in|on|and|but|near|from|with|where) |, /i)[0] ?? '');
  if (
    !isPlain(value, 5) ||
    /^(?:home|night|it|that|this|them|my|him|her|the moment|the same|myself|free|nothing|money|fun|\d|least|all|hard|people|kids|children|you|some|them|our|their|his|your|different|several|many|few|someone|no|clients|various)\b/i.test(
      value,
    )
  )
    return [];
  // a small-letter name is no employer, but `a bank` and `the university` are
  const named = /^\p{Lu}/u.test(value) || hasTag(tagWords(value, context.language), 'Organization');
  if (
    !named &&
    !/^(?:an?|the) (?:\p{L}+ )?(?:\p{L}+ )?(?:bank|hospital|school|university|shop|store|restaurant|caf[eé]|company|start-?up|law firm|firm|library|museum|hotel|bakery|factory|farm|clinic|kindergarten|pharmacy|zoo|church|newspaper|agency|lab|laboratory|nonprofit|ngo|government|police|army|navy|airport|college|bookstore|gym|theatre|studio)$/iu.test(
      value,
    )
  )
    return [];
  return [fact('employer', action, value, context)];
}

function endOfWork(context: RuleContext): Fact[] {
  return [fact('job', 'remove', '', context), fact('employer', 'remove', '', context)];
}

function fact(
  topic: 'job' | 'employer',
  action: 'set' | 'remove',
  value: string,
  { day }: RuleContext,
): Fact {
  return { topic, action, value, day };
}

const studies =
  /^I (?:study|am studying|major in|am majoring in|am doing a (?:degree|phd|master'?s|bachelor'?s) in|am getting (?:a|my) (?:degree|phd|master'?s|bachelor'?s) in|am a student of|am writing my (?:thesis|dissertation) (?:in|on|about)) (.+)$/i;
const studentOf =
  /^I am an? (?:(?:first|second|third|fourth|final)[- ]year )?(?:phd |master'?s? |college |university |high school |grad(?:uate)? |undergrad(?:uate)? )?([\p{L} -]*?) ?student(?: (?:at|in) (.+))?$/iu;
const doneStudying =
  /^I (?:graduated|have graduated|finished my (?:degree|studies)|dropped out|no longer study|stopped studying|quit (?:university|college|school))(?: .*)?$/i;

/** What somebody studies, and where. */
export const studiesRule: Rule = (clause, { day }) => {
  if (doneStudying.test(clause)) return [{ topic: 'studies', action: 'remove', value: '', day }];
  const [, subject, school] = studentOf.exec(clause) ?? [];
  const told =
    studies.exec(clause)?.[1] ??
    (subject === undefined ? undefined : `${subject}${school === undefined ? '' : ` at ${school}`}`);
  if (told === undefined) return [];
  const value = trimTail(told)
    .replace(/^(?:to be|to become) .*/i, '')
    .replace(/^at /i, 'at ');
  if (
    !isPlain(value, 9) ||
    /^(?:for|hard|a lot|it|that|this|together|abroad|online|how|what|the (?:problem|issue|question)|my|in)\b/i.test(
      value,
    )
  )
    return [];
  return [{ topic: 'studies', action: 'set', value, day }];
};
