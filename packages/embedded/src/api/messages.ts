import { Hono, type Context } from 'hono';
import { z } from 'zod';

import type { RunRow } from '../storage/run-rows.js';
import { agentNotFound, apiError } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { listMessages } from './message-list.js';
import { answerWhenEnded } from './run-answer.js';
import { ASYNCHRONOUS, toRunResponse } from './run-response.js';
import { streamRun } from './run-stream.js';
import { asyncBody, sendBody, toInput } from './send-bodies.js';
import { optional, readBody, readId, readOptionalBody } from './validation.js';

const cancelBody = z.object({ run_ids: optional(z.array(z.string())) });

/** What is said to an agent, and its history. */
export function messageRoutes(options: ApiOptions): Hono {
  const { storage, runs } = options;
  const app = new Hono();

  async function submit(
    agentId: string,
    body: z.output<typeof asyncBody>,
    { background, type }: { background: boolean; type: string },
  ): Promise<RunRow> {
    const input = toInput(body);
    if ((await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
    return runs.submit({
      agentId,
      input,
      maxSteps: body.max_steps,
      background,
      metadata: { run_type: type },
    });
  }

  async function send(context: Context, alwaysStream: boolean): Promise<Response> {
    const agentId = readId(context, 'agent');
    const body = await readBody(context, sendBody);
    const streaming = alwaysStream || body.streaming === true;
    if (!streaming && body.background === true) {
      throw apiError(422, { detail: 'background can only be true when streaming=true' });
    }
    const background = body.background ?? false;
    const run = await submit(agentId, body, { background, type: 'send_message' });
    return streaming
      ? streamRun(context, run.id, { pings: body.include_pings ?? true }, options)
      : answerWhenEnded(context, run.id, options);
  }

  app.get('/:agent_id/messages', async (context) =>
    context.json(await listMessages(context, readId(context, 'agent'), options)),
  );

  app.post('/:agent_id/messages', (context) => send(context, false));
  app.post('/:agent_id/messages/stream', (context) => send(context, true));

  app.post('/:agent_id/messages/async', async (context) => {
    const agentId = readId(context, 'agent');
    const body = await readBody(context, asyncBody);
    const run = await submit(agentId, body, { background: true, type: ASYNCHRONOUS });
    return context.json(toRunResponse(run));
  });

  app.post('/:agent_id/messages/cancel', async (context) => {
    const agentId = readId(context, 'agent');
    const { run_ids: runIds } = await readOptionalBody(context, cancelBody);
    const wanted = runIds === undefined || runIds.length === 0 ? undefined : runIds;
    const results = await runs.cancel(agentId, wanted);
    if (Object.keys(results).length === 0) {
      throw apiError(409, { detail: `CONFLICT: No active runs to cancel for agent ${agentId}` });
    }
    return context.json(results);
  });

  return app;
}
