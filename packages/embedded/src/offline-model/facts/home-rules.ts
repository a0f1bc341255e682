import { hasTag, tagWords } from '../reading/words.js';
import type { Rule } from './fact.js';
import { placeName } from './phrases.js';

const lives =
  /^(?:I|we) (?:live|am living|are living|reside|am based|are based|have been living|stay|am located|have lived|am settled) (?:together )?(?:over |out |up |down )?(?:in|at) (.+)$/i;
const lived = /^(?:I|we) have lived in (.+)$/i;
const moved =
  /^(?:I|we) (?:have )?(?:moved|relocated|am relocating) (?:(?:back|house|over|out|up|down|here|away|all the way|last \w+|recently)? ?)?(?:from .+? )?to (.+)$/i;
const basedHome =
  /^my (?:home|home ?city|address|new home|current city|city|town) is (?:now )?(?:in )?(.+)$/i;
const left = /^I (?:do not|no longer) live in (.+?)(?: anymore| any longer| now)?$/i;
const leftCity = /^I (?:have )?moved (?:away from|out of) (.+)$/i;

/** Where somebody lives, and moves; the old home goes when a new one is told. */
export const homeRule: Rule = (clause, { day, language }) => {
  const gone = (left.exec(clause) ?? leftCity.exec(clause))?.[1];
  if (gone !== undefined) {
    const value = placeName(gone, language);
    return value === undefined ? [] : [{ topic: 'home', action: 'remove', value, day }];
  }
  // `I have lived in Rome and Paris` tells of the past; with `since` or `for` it tells of now
  if (lived.test(clause) && !/ (?:since|for|all my life)\b/i.test(clause)) return [];
  const told = (lives.exec(clause) ?? moved.exec(clause) ?? basedHome.exec(clause))?.[1];
  if (told === undefined) return [];
  const value = placeName(told, language);
  return value === undefined ? [] : [{ topic: 'home', action: 'set', value, day }];
};

const comesFrom =
  /^(?:I am|I come|I hail|we are|my family is|my family comes) (?:originally )?from (.+?)(?: originally)?$/i;
const bornIn =
  /^I (?:was born|grew up|was raised|was born and raised|was brought up) (?:and (?:raised|grew up) )?in (.+)$/i;
const hometown = /^my (?:home ?town|birthplace|native (?:city|country)|home country) is (.+)$/i;

/** Where somebody comes from. */
export const originRule: Rule = (clause, { day, language }) => {
  const told = (comesFrom.exec(clause) ?? bornIn.exec(clause) ?? hometown.exec(clause))?.[1];
  if (told !== undefined) {
    const value = placeName(told, language);
    return value === undefined ? [] : [{ topic: 'origin', action: 'set', value, day }];
  }
  const people = /^I am (?:an? )?(\p{L}+)$/u.exec(clause)?.[1];
  if (people === undefined || !hasTag(tagWords(people, language), 'Demonym')) return [];
  const value = people.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return [{ topic: 'nationality', action: 'set', value, day }];
};
