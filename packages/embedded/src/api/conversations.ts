import { Hono, type Context } from 'hono';
import { z } from 'zod';

import { agentNotFound, apiError, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { listMessages } from './message-list.js';
import { answerWhenEnded } from './run-answer.js';
import { streamRun } from './run-stream.js';
import { conversationBody, toInput } from './send-bodies.js';
import { idOf, one, optional, readBody, readOptionalBody, readQuery } from './validation.js';

/**
 * The one conversation every agent has, addressed as `default` with the agent named aside, or by the agent's id. One
 * run at a time, and the same otids once more are the same run.
 */
export function conversationRoutes(options: ApiOptions): Hono {
  const { storage, runs } = options;
  const app = new Hono();

  async function agentOf(context: Context, given: string | undefined): Promise<string> {
    const conversationId = context.req.param('conversation_id') ?? '';
    const agentId = conversationId === 'default' ? given : conversationId;
    if (agentId === undefined || !idOf('agent').safeParse(agentId).success) {
      throw notFound("Conversation not found: the embedded server has 'default' with an agent_id only");
    }
    if ((await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
    return agentId;
  }

  app.get('/:conversation_id/messages', async (context) => {
    const { agent_id: given } = readQuery(context, { agent_id: one(z.string()) });
    return context.json(await listMessages(context, await agentOf(context, given), options));
  });

  app.post('/:conversation_id/messages', async (context) => {
    const body = await readBody(context, conversationBody);
    const input = toInput(body);
    const agentId = await agentOf(context, body.agent_id);
    const streaming = body.streaming ?? true;
    const outcome = await runs.submitBackground({
      agentId,
      input,
      maxSteps: body.max_steps,
      background: streaming && body.background === true,
      metadata: { run_type: 'send_message' },
    });
    if (outcome.outcome === 'busy') {
      throw apiError(409, {
        detail:
          `CONFLICT: Cannot send a new message: Another request (run_id=${outcome.runId}) is currently ` +
          'being processed for this conversation. Please wait for it to complete.',
        run_id: outcome.runId,
      });
    }
    return streaming
      ? streamRun(context, outcome.run.id, { pings: body.include_pings ?? true }, options)
      : answerWhenEnded(context, outcome.run.id, options);
  });

  app.post('/:conversation_id/cancel', async (context) => {
    const query = readQuery(context, { agent_id: one(z.string()) });
    const body = await readOptionalBody(context, z.object({ agent_id: optional(z.string()) }));
    const agentId = await agentOf(context, query.agent_id ?? body.agent_id);
    const results = await runs.cancel(agentId);
    if (Object.keys(results).length === 0) {
      throw apiError(409, { detail: `CONFLICT: No active runs to cancel for agent ${agentId}` });
    }
    return context.json(results);
  });

  return app;
}
