import { Hono } from 'hono';
import { z } from 'zod';

import type { AgentRow } from '../storage/agent-store.js';
import { agentNotFound, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { pageQuery, windowAlong } from './paging.js';
import { createPassageBody, queryMoment } from './passage-bodies.js';
import { toPassageResponse } from './passage-response.js';
import { many, one, queryBoolean, queryInteger, readBody, readId, readQuery } from './validation.js';

/** How many passages a search gives when it does not say. Letta's own number. */
const SEARCH_RESULTS = 10;

const searchQuery = {
  query: z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), z.string()),
  tags: many(z.string()),
  tag_match_mode: one(z.enum(['any', 'all'], "Input should be 'any' or 'all'")),
  top_k: one(queryInteger),
  start_datetime: queryMoment,
  end_datetime: queryMoment,
};

/** The passages of one agent. */
export function archivalMemoryRoutes({ storage }: ApiOptions): Hono {
  const app = new Hono();

  async function agentOf(agentId: string): Promise<AgentRow> {
    const agent = await storage.agents.retrieve(agentId);
    if (agent === null) {
      throw agentNotFound(agentId);
    }
    return agent;
  }

  app.get('/:agent_id/archival-memory', async (context) => {
    const agentId = readId(context, 'agent');
    const query = readQuery(context, {
      ...pageQuery,
      search: one(z.string()),
      ascending: one(queryBoolean),
    });
    const order = query.ascending === false ? 'desc' : 'asc';
    const passages = await storage.passages.list(
      { agentId, contains: query.search },
      windowAlong({ ...query, order }, { limit: 100, order }),
    );
    return context.json(passages.map(toPassageResponse));
  });

  app.post('/:agent_id/archival-memory', async (context) => {
    const agentId = readId(context, 'agent');
    const body = await readBody(context, createPassageBody);
    const { name } = await agentOf(agentId);
    const archive = await storage.archives.ofAgent(agentId, {
      name: `${name}'s Archive`,
      description: 'Default archive created automatically',
      embedding: null,
      metadata: {},
    });
    const passage = await storage.passages.create({
      archiveId: archive.id,
      text: body.text,
      tags: body.tags ?? [],
      metadata: body.metadata ?? {},
      createdAt: body.created_at,
    });
    return context.json([toPassageResponse(passage)]);
  });

  app.get('/:agent_id/archival-memory/search', async (context) => {
    const { id: agentId } = await agentOf(readId(context, 'agent'));
    const query = readQuery(context, searchQuery);
    const passages = await storage.passages.search(
      query.query,
      {
        agentId,
        tags: query.tags,
        matchAllTags: query.tag_match_mode === 'all',
        notBefore: query.start_datetime,
        notAfter: query.end_datetime,
      },
      query.top_k ?? SEARCH_RESULTS,
    );
    const results = passages.map((passage) => ({
      id: passage.id,
      timestamp: `${passage.createdAt.slice(0, 19)}+00:00`,
      content: passage.text,
      tags: passage.tags,
    }));
    return context.json({ results, count: results.length });
  });

  app.delete('/:agent_id/archival-memory/:passage_id', async (context) => {
    const agentId = readId(context, 'agent');
    const passageId = context.req.param('passage_id');
    const passage = await storage.passages.retrieve(passageId);
    const archives = await storage.archives.list({ agentId }, { limit: null, ascending: true });
    // Letta deletes whatever id it is given; here a passage of somebody else's is not found.
    if (passage === null || !archives.some(({ id }) => id === passage.archiveId)) {
      throw notFound('Passage not found in the archives of this agent.');
    }
    await storage.passages.delete(passageId);
    return context.json({ message: `Memory id=${passage.id} successfully deleted` });
  });

  return app;
}
