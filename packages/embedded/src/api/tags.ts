import { Hono } from 'hono';
import { z } from 'zod';

import type { ApiOptions } from './api-options.js';
import { pageQuery } from './paging.js';
import { one, readQuery } from './validation.js';

/** The tags of agents and blocks. */
export function tagRoutes({ storage }: ApiOptions): Hono {
  const app = new Hono();

  app.get('/', async (context) => {
    const query = readQuery(context, { ...pageQuery, name: one(z.string()), query_text: one(z.string()) });
    const ascending = query.order !== 'desc';
    const tags = await storage.tags.list({
      name: query.name || query.query_text || undefined,
      greaterThan: ascending ? query.after : query.before,
      lessThan: ascending ? query.before : query.after,
      ascending,
      limit: (query.limit ?? 50) || null,
    });
    return context.json(tags);
  });

  return app;
}
