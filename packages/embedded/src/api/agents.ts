import { Hono } from 'hono';
import { z } from 'zod';

import type { AgentRow } from '../storage/agent-store.js';
import { createAgentBody, toAgentChange, toNewAgent, updateAgentBody } from './agent-bodies.js';
import { EVERYTHING, includeOf, includeQuery, isNewClient, toAgentResponses } from './agent-response.js';
import { AGENT_TOOLS } from './agent-tools.js';
import { agentNotFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { toNewBlock } from './block-bodies.js';
import { pageQuery, windowAlong } from './paging.js';
import { many, one, queryBoolean, readBody, readId, readQuery } from './validation.js';

const listQuery = {
  ...pageQuery,
  ...includeQuery,
  name: one(z.string()),
  query_text: one(z.string()),
  tags: many(z.string()),
  match_all_tags: one(queryBoolean),
  ascending: one(queryBoolean),
  show_hidden_agents: one(queryBoolean),
  last_stop_reason: one(z.string()),
};

/** Makes, lists, changes and deletes agents. */
export function agentRoutes(options: ApiOptions): Hono {
  const { storage, runs, instructions } = options;
  const app = new Hono();

  async function respond(agent: AgentRow | null, agentId: string, include = EVERYTHING) {
    if (agent === null) {
      throw agentNotFound(agentId);
    }
    const [response] = await toAgentResponses([agent], include, options);
    return response;
  }

  app.get('/', async (context) => {
    const query = readQuery(context, listQuery);
    const agents = await storage.agents.list(
      {
        name: query.name,
        nameSearch: query.query_text,
        tags: query.tags,
        matchAllTags: query.match_all_tags ?? false,
        withHidden: query.show_hidden_agents ?? false,
        lastStopReason: query.last_stop_reason,
      },
      windowAlong(query, { limit: 50, order: query.ascending === true ? 'asc' : 'desc' }),
    );
    return context.json(await toAgentResponses(agents, includeOf(context, query), options));
  });

  app.post('/', async (context) => {
    const body = await readBody(context, createAgentBody);
    const blocks = (body.memory_blocks ?? []).map(toNewBlock);
    // Of two blocks with one label Letta keeps the first, and so its label stays one address.
    const distinct = blocks.filter(
      ({ label }, index) => blocks.findIndex((block) => block.label === label) === index,
    );
    const agent = await storage.agents.create(toNewAgent(body, instructions), distinct, body.block_ids);
    return context.json(await respond(agent, agent.id));
  });

  app.get('/count', async (context) => context.json(await storage.agents.count()));

  app.get('/:agent_id', async (context) => {
    const agentId = readId(context, 'agent');
    const query = readQuery(context, includeQuery);
    const agent = await storage.agents.retrieve(agentId);
    return context.json(await respond(agent, agentId, { ...includeOf(context, query), tags: true }));
  });

  app.patch('/:agent_id', async (context) => {
    const agentId = readId(context, 'agent');
    const body = await readBody(context, updateAgentBody);
    const change = toAgentChange(body);
    if ((await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
    return context.json(await respond(await storage.agents.update(agentId, change, body.block_ids), agentId));
  });

  app.delete('/:agent_id', async (context) => {
    const agentId = readId(context, 'agent');
    // A run that still works must not store words after its agent is gone, nor go on costing money.
    await runs.cancel(agentId);
    if (!(await storage.agents.delete(agentId))) {
      throw agentNotFound(agentId);
    }
    return context.json({ message: `Agent id=${agentId} successfully deleted` });
  });

  app.patch('/:agent_id/reset-messages', async (context) => {
    const agentId = readId(context, 'agent');
    await readBody(context, z.object({}));
    const agent = await storage.agents.retrieve(agentId);
    await storage.messages.clearContext(agentId);
    const response = await respond(agent, agentId);
    return context.json(isNewClient(context) ? null : response);
  });

  app.get('/:agent_id/tools', async (context) => {
    const agentId = readId(context, 'agent');
    await respond(await storage.agents.retrieve(agentId), agentId);
    return context.json(AGENT_TOOLS);
  });

  return app;
}
