import { VERSION_1 } from './version-1.js';

/** One version of the schema: the statements that lead to it from the version before. */
export type Migration = readonly string[];

/**
 * All versions in order. The number of a version is its place, counted from 1, and is kept in the file as
 * `PRAGMA user_version`. They are strings in the bundle: a folder that is read at run time breaks bundlers.
 */
export const MIGRATIONS: readonly Migration[] = [VERSION_1];
