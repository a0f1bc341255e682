import { randomBytes } from 'node:crypto';

const token = (): string => randomBytes(6).toString('hex');

/** A user id that no other test has. */
export const uniqueUser = (): string => `user-${token()}`;

/** A word that stands nowhere else on the server: what a test searches for. */
export const uniqueWord = (prefix = 'word'): string => `${prefix}${token()}`;
