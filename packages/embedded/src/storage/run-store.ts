import { EmbeddedStorageError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { newId } from './ids.js';
import {
  toRun,
  toStep,
  UNFINISHED,
  type NewRun,
  type RunEnd,
  type RunRow,
  type RunStatus,
  type StepRow,
} from './run-rows.js';
import { allOf, insertInto, isOneOf, type Fragment } from './sql.js';
import { endStatements, stepStatements, type StepCommit } from './step-commit.js';
import { EVERYTHING, windowClause, type Window } from './window.js';

/** Which runs are wanted. */
export interface RunFilter {
  agentIds?: readonly string[] | undefined;
  statuses?: readonly RunStatus[] | undefined;
  background?: boolean | undefined;
  stopReasons?: readonly string[] | undefined;
}

/** Runs, from the accepted request to their end. */
export interface RunStore {
  /**
   * Takes a run in. It is on disk when this resolves.
   *
   * @throws EmbeddedStorageError when the agent does not exist.
   */
  accept(run: NewRun): Promise<RunRow>;
  /** All runs that have not ended, in order of arrival. */
  unfinished(): Promise<RunRow[]>;
  /** The runs of one agent that have not ended, in order of arrival. */
  active(agentId: string): Promise<RunRow[]>;
  /**
   * The newest run of an agent with this key.
   *
   * @param notBefore The oldest time of creation that counts, ISO 8601.
   */
  findByDedupeKey(agentId: string, key: string, notBefore: string): Promise<RunRow | null>;
  /**
   * Stores a step: messages, edits, cost and (when it is the last one) the end, in one transaction.
   *
   * @returns False when nothing was stored, because the run has ended, this step was stored before, or a block
   * has not the value it was edited from.
   */
  commitStep(step: StepCommit): Promise<boolean>;
  /**
   * Ends a run.
   *
   * @returns False when it had ended already.
   */
  finish(runId: string, end: RunEnd): Promise<boolean>;
  retrieve(id: string): Promise<RunRow | null>;
  list(filter: RunFilter, window: Window): Promise<RunRow[]>;
  /** The steps of a run, first one first. */
  steps(runId: string, window?: Window): Promise<StepRow[]>;
}

/**
 * @param database Where the runs are.
 * @param clock For the times of arrival and end.
 */
export function createRunStore(database: Database, clock: Clock): RunStore {
  async function list(filter: RunFilter, window: Window): Promise<RunRow[]> {
    const clause = windowClause('runs', conditionOf(filter), window);
    return (await database.all({ sql: `SELECT * FROM runs ${clause.sql}`, args: clause.args })).map(toRun);
  }

  async function retrieve(id: string): Promise<RunRow | null> {
    const row = await database.first({ sql: 'SELECT * FROM runs WHERE id = ?', args: [id] });
    return row === null ? null : toRun(row);
  }

  return {
    list,
    retrieve,

    async accept(run) {
      const [result] = await database.write([
        insertInto('runs', {
          id: newId('run'),
          agent_id: run.agentId,
          status: run.status ?? 'created',
          background: run.background ?? false,
          max_steps: run.maxSteps,
          input: JSON.stringify(run.input),
          dedupe_key: run.dedupeKey ?? null,
          steps_done: 0,
          metadata: JSON.stringify(run.metadata ?? {}),
          created_at: clock(),
        }),
      ]);
      return toRun(
        await oneRow(database, {
          sql: 'SELECT * FROM runs WHERE sequence = ?',
          args: [result?.lastInsertRowid ?? 0],
        }),
      );
    },

    unfinished: () => list({ statuses: UNFINISHED }, EVERYTHING),
    active: (agentId) => list({ agentIds: [agentId], statuses: UNFINISHED }, EVERYTHING),

    async findByDedupeKey(agentId, key, notBefore) {
      const row = await database.first({
        sql: `SELECT * FROM runs WHERE agent_id = ? AND dedupe_key = ? AND created_at >= ?
          ORDER BY sequence DESC LIMIT 1`,
        args: [agentId, key, notBefore],
      });
      return row === null ? null : toRun(row);
    },

    async commitStep(step) {
      const results = await database.write(stepStatements(step, clock()));
      return results.at(-1)?.rowsAffected === 1;
    },

    async finish(runId, end) {
      const results = await database.write(endStatements(runId, end, clock()));
      return results.at(-1)?.rowsAffected === 1;
    },

    async steps(runId, window = EVERYTHING) {
      const clause = windowClause('steps', { sql: 'run_id = ?', args: [runId] }, window);
      return (await database.all({ sql: `SELECT * FROM steps ${clause.sql}`, args: clause.args })).map(
        toStep,
      );
    },
  };
}

async function oneRow(database: Database, statement: Parameters<Database['first']>[0]) {
  const row = await database.first(statement);
  if (row === null) {
    throw new EmbeddedStorageError({ message: 'A run vanished while it was accepted.' });
  }
  return row;
}

function conditionOf(filter: RunFilter): Fragment {
  return allOf([
    filter.agentIds === undefined ? undefined : isOneOf('agent_id', filter.agentIds),
    filter.statuses === undefined ? undefined : isOneOf('status', filter.statuses),
    filter.background === undefined ? undefined : { sql: 'background = ?', args: [filter.background] },
    filter.stopReasons === undefined ? undefined : isOneOf('stop_reason', filter.stopReasons),
  ]);
}
