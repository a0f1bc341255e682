import type compromise from 'compromise/two';
import type * as chrono from 'chrono-node/en';

/** The two language libraries the rules stand on. */
export interface Language {
  readonly nlp: typeof compromise;
  readonly chrono: typeof chrono;
}

let loading: Promise<Language> | undefined;

/**
 * Loads the language libraries once, at the first call of the model: importing them takes a few hundred
 * milliseconds, which a program that never uses the stand-in should not pay at its start.
 */
export function loadLanguage(): Promise<Language> {
  loading ??= importLibraries();
  return loading;
}

async function importLibraries(): Promise<Language> {
  const [compromiseModule, chronoModule] = await Promise.all([
    import('compromise/two'),
    import('chrono-node/en'),
  ]);
  return { nlp: compromiseModule.default, chrono: chronoModule };
}
