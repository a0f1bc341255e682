import { Hono } from 'hono';
import { z } from 'zod';

import type { ArchiveRow } from '../storage/archive-store.js';
import { includeOf, includeQuery, toAgentResponses } from './agent-response.js';
import { agentNotFound, apiError, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { ORGANIZATION_ID } from './organization.js';
import { pageQuery, windowAlong } from './paging.js';
import { createPassageBody } from './passage-bodies.js';
import { toPassageResponse } from './passage-response.js';
import { one, optional, readBody, readId, readQuery } from './validation.js';

const createArchiveBody = z.object({
  name: z.string(),
  description: optional(z.string()),
  embedding: optional(z.string()),
});

const updateArchiveBody = z.object({ name: optional(z.string()), description: optional(z.string()) });

/** Archives by themselves, and the passages in them. */
export function archiveRoutes(options: ApiOptions): Hono {
  const { storage } = options;
  const app = new Hono();

  app.get('/', async (context) => {
    const query = readQuery(context, { ...pageQuery, name: one(z.string()), agent_id: one(z.string()) });
    const agentId = query.agent_id;
    if (agentId !== undefined && (await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
    const window = windowAlong(query, { limit: 50, order: 'desc' });
    const archives = await storage.archives.list({ agentId, name: query.name }, window);
    return context.json(archives.map(toArchiveResponse));
  });

  app.post('/', async (context) => {
    const { name, description, embedding } = await readBody(context, createArchiveBody);
    const archive = await storage.archives.create({
      name,
      description: description ?? null,
      embedding: embedding ?? null,
      metadata: {},
    });
    return context.json(toArchiveResponse(archive));
  });

  app.get('/:archive_id', async (context) => {
    const archiveId = readId(context, 'archive');
    return context.json(toArchiveResponse(await archiveOf(archiveId, options)));
  });

  app.patch('/:archive_id', async (context) => {
    const archiveId = readId(context, 'archive');
    const change = await readBody(context, updateArchiveBody);
    await archiveOf(archiveId, options);
    const archive = await storage.archives.update(archiveId, change);
    if (archive === null) {
      throw archiveNotFound(archiveId);
    }
    return context.json(toArchiveResponse(archive));
  });

  app.delete('/:archive_id', async (context) => {
    const archiveId = readId(context, 'archive');
    if (!(await storage.archives.delete(archiveId))) {
      throw archiveNotFound(archiveId);
    }
    return context.body(null, 204);
  });

  app.get('/:archive_id/agents', async (context) => {
    const { id: archiveId } = await archiveOf(readId(context, 'archive'), options);
    const query = readQuery(context, { ...pageQuery, ...includeQuery });
    const window = windowAlong(query, { limit: 50, order: 'desc' });
    const agents = await storage.agents.list({ archiveId, withHidden: true }, window);
    const include = includeOf(context, { ...query, include: query.include ?? [] });
    return context.json(await toAgentResponses(agents, include, options));
  });

  app.post('/:archive_id/passages', async (context) => {
    const { id: archiveId } = await archiveOf(readId(context, 'archive'), options);
    const body = await readBody(context, createPassageBody);
    const passage = await storage.passages.create({
      archiveId,
      text: body.text,
      tags: body.tags ?? [],
      metadata: body.metadata ?? {},
      createdAt: body.created_at,
    });
    return context.json(toPassageResponse(passage));
  });

  app.delete('/:archive_id/passages/:passage_id', async (context) => {
    const { id: archiveId } = await archiveOf(readId(context, 'archive'), options);
    const passageId = readId(context, 'passage');
    const passage = await storage.passages.retrieve(passageId);
    if (passage?.archiveId !== archiveId) {
      throw notFound('Passage not found in this archive.');
    }
    await storage.passages.delete(passageId);
    return context.body(null, 204);
  });

  return app;
}

/** Gives archives to agents and takes them away. */
export function agentArchiveRoutes(options: ApiOptions): Hono {
  const { storage } = options;
  const app = new Hono();

  app.patch('/:agent_id/archives/attach/:archive_id', async (context) => {
    const agentId = readId(context, 'agent');
    const { id: archiveId } = await archiveOf(readId(context, 'archive'), options);
    if ((await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
    const present = await storage.archives.list({ agentId }, { limit: null, ascending: true });
    if (present.some(({ id }) => id !== archiveId)) {
      throw apiError(409, { detail: 'The agent has an archive already, and can have one only.' });
    }
    await storage.archives.attach(agentId, archiveId);
    return context.json(null);
  });

  app.patch('/:agent_id/archives/detach/:archive_id', async (context) => {
    await storage.archives.detach(readId(context, 'agent'), readId(context, 'archive'));
    return context.json(null);
  });

  return app;
}

async function archiveOf(archiveId: string, { storage }: ApiOptions): Promise<ArchiveRow> {
  const archive = await storage.archives.retrieve(archiveId);
  if (archive === null) {
    throw archiveNotFound(archiveId);
  }
  return archive;
}

function archiveNotFound(archiveId: string) {
  return notFound(`Archive not found with id='${archiveId}'`);
}

function toArchiveResponse(archive: ArchiveRow) {
  return {
    created_by_id: null,
    last_updated_by_id: null,
    created_at: archive.createdAt,
    updated_at: archive.updatedAt,
    name: archive.name,
    description: archive.description,
    organization_id: ORGANIZATION_ID,
    vector_db_provider: 'native',
    embedding_config: null,
    metadata: archive.metadata,
    id: archive.id,
  };
}
