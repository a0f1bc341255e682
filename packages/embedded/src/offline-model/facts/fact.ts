import type { Language } from '../reading/language.js';

/** What a fact is about; each has its own rules and its own rank when room gets short. */
export type Topic =
  | 'name'
  | 'age'
  | 'birthday'
  | 'home'
  | 'origin'
  | 'nationality'
  | 'job'
  | 'employer'
  | 'studies'
  | 'family'
  | 'relationship'
  | 'pet'
  | 'formerPet'
  | 'like'
  | 'dislike'
  | 'hobby'
  | 'favourite'
  | 'allergy'
  | 'diet'
  | 'language'
  | 'learning'
  | 'plan'
  | 'note';

/** One thing a user said of herself, or took back. */
export interface Fact {
  readonly topic: Topic;
  /** `set` replaces what is known under the same key, `add` joins it, `remove` takes it away. */
  readonly action: 'set' | 'add' | 'remove';
  /** The words after the label; empty in a `remove` that means all of the topic. */
  readonly value: string;
  /** The part of the label that varies: `food` in `Favourite food`. */
  readonly detail?: string;
  /** The day it was said on, `YYYY-MM-DD`. */
  readonly day: string;
}

/** What a rule is given beside its clause. */
export interface RuleContext {
  readonly day: string;
  readonly greeted: boolean;
  readonly language: Language;
}

/** Reads the facts of one topic out of a clause; none when the clause is about something else. */
export type Rule = (clause: string, context: RuleContext) => Fact[];
