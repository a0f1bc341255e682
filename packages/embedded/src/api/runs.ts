import { Hono } from 'hono';
import { z } from 'zod';

import type { RunFilter } from '../storage/run-store.js';
import { RUN_STATUSES, UNFINISHED, type RunRow, type RunStatus } from '../storage/run-rows.js';
import type { Window } from '../storage/window.js';
import { apiError, invalidArgument, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { pageOfItems } from './message-list.js';
import { pageQuery, windowAlong, type Page } from './paging.js';
import { FAILURES, toRunResponse, toStepResponse, tokensOf } from './run-response.js';
import { streamRun } from './run-stream.js';
import {
  many,
  one,
  optional,
  queryBoolean,
  queryInteger,
  readOptionalBody,
  readQuery,
  readRunId,
} from './validation.js';

/** How long a run's stream can be read again, in milliseconds: as long as Letta keeps it. */
const STREAM_KEPT_MS = 3 * 60 * 60 * 1000;

const limit = one(
  queryInteger.refine((value) => value >= 1 && value <= 1000, 'Input should be between 1 and 1000'),
);

const listQuery = {
  ...pageQuery,
  limit,
  agent_id: one(z.string()),
  agent_ids: many(z.string()),
  statuses: many(z.string()),
  active: one(queryBoolean),
  ascending: one(queryBoolean),
  background: one(queryBoolean),
  stop_reason: one(z.string()),
};

const streamBody = z.object({
  starting_after: optional(z.int()),
  include_pings: optional(z.boolean()),
});

/** Runs and what they did. */
export function runRoutes(options: ApiOptions): Hono {
  const { storage, model } = options;
  const app = new Hono();

  async function runOf(runId: string): Promise<RunRow> {
    const run = await storage.runs.retrieve(runId);
    if (run === null) {
      throw notFound(`Run not found with id='${runId}'`);
    }
    return run;
  }

  app.get('/', async (context) => {
    const query = readQuery(context, listQuery);
    const statuses = query.statuses?.map(toStatus) ?? (query.active === true ? UNFINISHED : undefined);
    const filter: RunFilter = {
      agentIds: query.agent_id === undefined ? query.agent_ids : [query.agent_id],
      statuses,
      background: query.background,
      stopReasons: reasonsToldAs(query.stop_reason),
    };
    const order = query.ascending === true ? 'asc' : query.order;
    const runs = await storage.runs.list(filter, windowOfRuns({ ...query, order }));
    return context.json(runs.map(toRunResponse));
  });

  app.get('/active', async (context) => {
    const query = readQuery(context, { agent_id: one(z.string()), background: one(queryBoolean) });
    const filter: RunFilter = {
      agentIds: query.agent_id === undefined ? undefined : [query.agent_id],
      statuses: UNFINISHED,
      background: query.background,
    };
    const runs = await storage.runs.list(filter, { limit: 100, ascending: false });
    return context.json(runs.map(toRunResponse));
  });

  app.get('/:run_id', async (context) => context.json(toRunResponse(await runOf(readRunId(context)))));

  app.get('/:run_id/messages', async (context) => {
    const { id } = await runOf(readRunId(context));
    const page = readQuery(context, pageQuery);
    const { items } = await pageOfItems({ runId: id }, page, { limit: 100, order: 'asc' }, storage);
    return context.json(items);
  });

  app.get('/:run_id/steps', async (context) => {
    const { id } = await runOf(readRunId(context));
    const page = readQuery(context, pageQuery);
    const steps = await storage.runs.steps(id, windowAlong(page, { limit: 100, order: 'desc' }));
    return context.json(steps.map((step) => toStepResponse(step, model)));
  });

  app.get('/:run_id/usage', async (context) => {
    const { id } = await runOf(readRunId(context));
    const tokens = tokensOf(await storage.runs.steps(id));
    return context.json({ ...tokens, prompt_tokens_details: null, completion_tokens_details: null });
  });

  app.post('/:run_id/stream', async (context) => {
    const run = await runOf(readRunId(context));
    const body = await readOptionalBody(context, streamBody);
    if (!run.background) {
      throw invalidArgument('Run was not created in background mode, so it cannot be retrieved.');
    }
    if (Date.now() - Date.parse(run.createdAt) > STREAM_KEPT_MS) {
      throw apiError(410, { detail: 'Run was created more than 3 hours ago, and is now expired.' });
    }
    const request = { startingAfter: body.starting_after ?? 0, pings: body.include_pings ?? true };
    return streamRun(context, run.id, request, options);
  });

  return app;
}

function reasonsToldAs(reason: string | undefined): readonly string[] | undefined {
  if (reason === undefined) {
    return undefined;
  }
  return reason === 'error' ? FAILURES : [reason];
}

function toStatus(text: string): RunStatus {
  const status = RUN_STATUSES.find((candidate) => candidate === text);
  if (status === undefined) {
    throw apiError(400, { detail: `A status of a run is one of ${RUN_STATUSES.join(', ')}` });
  }
  return status;
}

/** Letta reads the cursors of this list the wrong way round, and clients have learned to ask for one page. */
function windowOfRuns(page: Page): Window {
  const { ascending, limit: size, newerThan, olderThan } = windowAlong(page, { limit: 100, order: 'desc' });
  return { ascending, limit: size, newerThan: olderThan, olderThan: newerThan };
}
