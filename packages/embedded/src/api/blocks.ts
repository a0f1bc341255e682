import { Hono } from 'hono';
import { z } from 'zod';

import { includeOf, includeQuery, toAgentResponses } from './agent-response.js';
import { notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { createBlockBody, toBlockChange, toNewBlock, updateBlockBody } from './block-bodies.js';
import { toBlockResponse } from './block-response.js';
import { pageQuery, windowAlong } from './paging.js';
import { many, one, queryBoolean, queryInteger, readBody, readId, readQuery } from './validation.js';

const listQuery = {
  ...pageQuery,
  label: one(z.string()),
  label_search: one(z.string()),
  description_search: one(z.string()),
  value_search: one(z.string()),
  tags: many(z.string()),
  match_all_tags: one(queryBoolean),
  show_hidden_blocks: one(queryBoolean),
  connected_to_agents_count_gt: one(queryInteger),
  connected_to_agents_count_lt: one(queryInteger),
  connected_to_agents_count_eq: many(queryInteger),
};

/** Blocks by themselves. */
export function blockRoutes(options: ApiOptions): Hono {
  const { storage } = options;
  const app = new Hono();

  app.get('/', async (context) => {
    const query = readQuery(context, listQuery);
    const { connected_to_agents_count_gt: above, connected_to_agents_count_lt: below } = query;
    const blocks = await storage.blocks.list(
      {
        label: query.label,
        labelSearch: query.label_search,
        descriptionSearch: query.description_search,
        valueSearch: query.value_search,
        tags: query.tags,
        matchAllTags: query.match_all_tags ?? false,
        withHidden: query.show_hidden_blocks ?? false,
        minimumAgents: above === undefined ? undefined : above + 1,
        maximumAgents: below === undefined ? undefined : below - 1,
        numbersOfAgents: query.connected_to_agents_count_eq,
      },
      windowAlong(query, { limit: 50, order: 'asc' }),
    );
    return context.json(blocks.map(toBlockResponse));
  });

  app.post('/', async (context) => {
    const block = toNewBlock(await readBody(context, createBlockBody));
    return context.json(toBlockResponse(await storage.blocks.create(block)));
  });

  app.get('/count', async (context) => context.json(await storage.blocks.count()));

  app.get('/:block_id', async (context) => {
    const blockId = readId(context, 'block');
    const block = await storage.blocks.retrieve(blockId);
    if (block === null) {
      throw blockNotFound(blockId);
    }
    return context.json(toBlockResponse(block));
  });

  app.patch('/:block_id', async (context) => {
    const blockId = readId(context, 'block');
    const change = toBlockChange(await readBody(context, updateBlockBody));
    const present = await storage.blocks.retrieve(blockId);
    const block = present === null ? null : await storage.blocks.update(blockId, change);
    if (block === null) {
      throw blockNotFound(blockId);
    }
    return context.json(toBlockResponse(block));
  });

  app.delete('/:block_id', async (context) => {
    const blockId = readId(context, 'block');
    if (!(await storage.blocks.delete(blockId))) {
      throw blockNotFound(blockId);
    }
    return context.json(null);
  });

  app.get('/:block_id/agents', async (context) => {
    const blockId = readId(context, 'block');
    const query = readQuery(context, { ...pageQuery, ...includeQuery });
    const agents = await storage.agents.list(
      { blockId, withHidden: true },
      windowAlong(query, { limit: 50, order: 'desc' }),
    );
    // Nothing is told here that was not asked for, whoever asks.
    const include = includeOf(context, { ...query, include: query.include ?? [] });
    return context.json(await toAgentResponses(agents, include, options));
  });

  return app;
}

function blockNotFound(blockId: string) {
  return notFound(`Block with id '${blockId}' not found`);
}
