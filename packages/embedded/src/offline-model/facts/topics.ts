import type { Topic } from './fact.js';

/** How a topic is written into the block, and what it is worth. */
export interface TopicForm {
  /** What stands before the colon; a favourite's label also holds the thing it is of. */
  readonly label: string;
  /** Whether the day it was said on is written after it. */
  readonly dated: boolean;
  /** 0 is kept longest when the block is full. */
  readonly rank: number;
  /** How the summary names it: `shared their name`. */
  readonly summary: string;
}

export const topicForms: Readonly<Record<Topic, TopicForm>> = {
  name: { label: 'Name', dated: false, rank: 0, summary: 'their name' },
  allergy: { label: 'Allergic to', dated: true, rank: 1, summary: 'what they are allergic to' },
  diet: { label: 'Diet', dated: true, rank: 1, summary: 'how they eat' },
  home: { label: 'Lives in', dated: true, rank: 1, summary: 'where they live' },
  relationship: { label: 'Relationship', dated: true, rank: 2, summary: 'their relationship' },
  family: { label: 'Family', dated: true, rank: 2, summary: 'their family' },
  job: { label: 'Works as', dated: true, rank: 2, summary: 'their work' },
  employer: { label: 'Works at', dated: true, rank: 2, summary: 'where they work' },
  studies: { label: 'Studies', dated: true, rank: 2, summary: 'their studies' },
  birthday: { label: 'Birthday', dated: false, rank: 2, summary: 'their birthday' },
  pet: { label: 'Pet', dated: true, rank: 3, summary: 'their pets' },
  age: { label: 'Age', dated: true, rank: 3, summary: 'their age' },
  origin: { label: 'Comes from', dated: true, rank: 3, summary: 'where they come from' },
  nationality: { label: 'Nationality', dated: true, rank: 3, summary: 'their nationality' },
  note: { label: 'Remember', dated: true, rank: 3, summary: 'something to remember' },
  language: { label: 'Speaks', dated: true, rank: 4, summary: 'the languages they speak' },
  learning: { label: 'Is learning', dated: true, rank: 5, summary: 'what they are learning' },
  plan: { label: 'Plan', dated: true, rank: 6, summary: 'their plans' },
  favourite: { label: 'Favourite', dated: true, rank: 5, summary: 'their favourites' },
  hobby: { label: 'Hobby', dated: true, rank: 5, summary: 'their hobbies' },
  like: { label: 'Likes', dated: true, rank: 6, summary: 'what they like' },
  dislike: { label: 'Dislikes', dated: true, rank: 6, summary: 'what they dislike' },
  formerPet: { label: 'Former pet', dated: true, rank: 7, summary: 'a pet they no longer have' },
};

/** All topics, the ones worth most first. */
export const allTopics: readonly Topic[] = (Object.keys(topicForms) as Topic[]).toSorted(
  (left, right) => topicForms[left].rank - topicForms[right].rank,
);
