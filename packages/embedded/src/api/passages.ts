import { Hono } from 'hono';
import { z } from 'zod';

import type { ApiOptions } from './api-options.js';
import { createPassageBody } from './passage-bodies.js';
import { toPassageResponse } from './passage-response.js';
import { optional, readBody } from './validation.js';

const moment = createPassageBody.shape.created_at;

const searchBody = z.object({
  query: optional(z.string()),
  agent_id: optional(z.string()),
  archive_id: optional(z.string()),
  tags: optional(z.array(z.string())),
  tag_match_mode: optional(z.enum(['any', 'all'])),
  limit: optional(z.int().min(1).max(100)),
  start_date: moment,
  end_date: moment,
});

/** Searches passages of one agent, of one archive, or all. */
export function passageRoutes({ storage }: ApiOptions): Hono {
  const app = new Hono();

  app.post('/search', async (context) => {
    const body = await readBody(context, searchBody);
    const filter = {
      agentId: body.agent_id,
      archiveId: body.agent_id === undefined ? body.archive_id : undefined,
      tags: body.tags,
      matchAllTags: body.tag_match_mode === 'all',
      notBefore: body.start_date,
      notAfter: body.end_date,
    };
    const limit = body.limit ?? 50;
    const passages =
      body.query === undefined
        ? await storage.passages.list(filter, { limit, ascending: false })
        : await storage.passages.search(body.query, filter, limit);
    return context.json(
      passages.map((passage) => ({ passage: toPassageResponse(passage), score: 0, metadata: {} })),
    );
  });

  return app;
}
