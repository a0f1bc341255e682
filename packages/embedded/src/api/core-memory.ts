import { Hono } from 'hono';

import type { BlockRow } from '../storage/block-rows.js';
import { EVERYTHING, toAgentResponses } from './agent-response.js';
import { agentNotFound, apiError, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { toBlockChange, updateBlockBody } from './block-bodies.js';
import { toBlockOfAgent, toBlockResponse } from './block-response.js';
import { pageQuery } from './paging.js';
import { readBody, readId, readQuery } from './validation.js';

/** The blocks of one agent. */
export function coreMemoryRoutes(options: ApiOptions): Hono {
  const { storage } = options;
  const app = new Hono();

  async function agentOf(agentId: string) {
    const agent = await storage.agents.retrieve(agentId);
    if (agent === null) {
      throw agentNotFound(agentId);
    }
    return agent;
  }

  async function blockOf(agentId: string, label: string): Promise<BlockRow> {
    await agentOf(agentId);
    const block = (await storage.blocks.ofAgent(agentId)).find((candidate) => candidate.label === label);
    if (block === undefined) {
      throw notFound(`No block with this label found for agent '${agentId}'`);
    }
    return block;
  }

  async function respondAgent(agentId: string) {
    const [response] = await toAgentResponses([await agentOf(agentId)], EVERYTHING, options);
    return response;
  }

  app.get('/:agent_id/core-memory', async (context) => {
    const { id, agentType } = await agentOf(readId(context, 'agent'));
    const blocks = (await storage.blocks.ofAgent(id)).map(toBlockOfAgent);
    return context.json({
      agent_type: agentType,
      git_enabled: false,
      blocks,
      file_blocks: [],
      prompt_template: '',
    });
  });

  app.get('/:agent_id/core-memory/blocks', async (context) => {
    const page = readQuery(context, pageQuery);
    const { id } = await agentOf(readId(context, 'agent'));
    const oldestFirst = await storage.blocks.ofAgent(id);
    const ordered = page.order === 'asc' ? oldestFirst : oldestFirst.toReversed();
    const end = ordered.findIndex((block) => block.id === page.before);
    const start = ordered.findIndex((block) => block.id === page.after) + 1;
    const wanted = ordered.slice(start, end === -1 ? undefined : end);
    return context.json(wanted.slice(0, page.limit || undefined).map(toBlockResponse));
  });

  app.get('/:agent_id/core-memory/blocks/:label', async (context) =>
    context.json(toBlockResponse(await blockOf(readId(context, 'agent'), context.req.param('label')))),
  );

  app.patch('/:agent_id/core-memory/blocks/attach/:block_id', async (context) => {
    const agentId = readId(context, 'agent');
    const blockId = readId(context, 'block');
    await agentOf(agentId);
    const block = await storage.blocks.retrieve(blockId);
    if (block === null) {
      throw notFound(`Block with id '${blockId}' not found`);
    }
    const present = await storage.blocks.ofAgent(agentId);
    if (present.some(({ id, label }) => label === block.label && id !== blockId)) {
      throw apiError(409, {
        detail: 'A unique constraint was violated for Agent. It has another block of this label already.',
      });
    }
    await storage.blocks.attach(agentId, blockId);
    return context.json(await respondAgent(agentId));
  });

  app.patch('/:agent_id/core-memory/blocks/detach/:block_id', async (context) => {
    const agentId = readId(context, 'agent');
    const blockId = readId(context, 'block');
    await agentOf(agentId);
    if (!(await storage.blocks.ofAgent(agentId)).some(({ id }) => id === blockId)) {
      throw notFound(`No block with id '${blockId}' found for agent '${agentId}'`);
    }
    await storage.blocks.detach(agentId, blockId);
    return context.json(await respondAgent(agentId));
  });

  app.patch('/:agent_id/core-memory/blocks/:label', async (context) => {
    const agentId = readId(context, 'agent');
    const change = toBlockChange(await readBody(context, updateBlockBody));
    const { id } = await blockOf(agentId, context.req.param('label'));
    const block = await storage.blocks.update(id, change);
    if (block === null) {
      throw notFound(`Block with id '${id}' not found`);
    }
    return context.json(toBlockResponse(block));
  });

  return app;
}
