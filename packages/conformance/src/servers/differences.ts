import type { ServerName } from './server-name.js';

/**
 * Where a server does otherwise than the issue says. Each flag stands with its reason in this package's README;
 * a test that reads one states what each server does, so that a change on either side is noticed.
 */
export interface Differences {
  /** Does a cancelled run stop, so that none of its words and edits are stored? */
  readonly cancelStopsTheRun: boolean;
  /** Is a run that a killed process left unfinished taken up again at the next start? */
  readonly runsSurviveAKill: boolean;
  /** What `deleteUser` reports as beyond its reach. */
  readonly notDeletable: readonly string[];
  /** Does the background endpoint answer? Without Redis a real server says 503. */
  readonly backgroundEndpoint: boolean;
  /** Does a batch of otids that another agent got count as delivered? */
  readonly dedupesAcrossAgents: boolean;
  /** Is any model handle taken, since one model answers for all? */
  readonly takesAnyModel: boolean;
}

const embedded: Differences = {
  cancelStopsTheRun: true,
  runsSurviveAKill: true,
  notDeletable: [],
  backgroundEndpoint: true,
  dedupesAcrossAgents: false,
  takesAnyModel: true,
};

export function differencesOf(name: ServerName): Differences {
  if (name !== 'letta') return embedded;
  return {
    cancelStopsTheRun: false,
    runsSurviveAKill: false,
    notDeletable: ['provider_traces'],
    backgroundEndpoint: !process.env.LETTA_NO_REDIS,
    dedupesAcrossAgents: true,
    takesAnyModel: false,
  };
}
