import { Hono } from 'hono';

import { agentNotFound, notFound } from './api-error.js';
import type { ApiOptions } from './api-options.js';
import { readId } from './validation.js';

/** Folders, of which there are none: files are learned by the SDK as passages and messages. */
export function folderRoutes(): Hono {
  const app = new Hono();
  app.get('/', (context) => context.json([]));
  app.get('/count', (context) => context.json(0));
  app.get('/:folder_id', () => {
    throw notFound('Folder not found: the embedded server has none');
  });
  return app;
}

/** The folders and files of an agent: none. */
export function agentFolderRoutes({ storage }: ApiOptions): Hono {
  const app = new Hono();

  async function checkAgent(agentId: string): Promise<void> {
    if ((await storage.agents.retrieve(agentId)) === null) {
      throw agentNotFound(agentId);
    }
  }

  app.get('/:agent_id/folders', async (context) => {
    await checkAgent(readId(context, 'agent'));
    return context.json([]);
  });

  app.get('/:agent_id/files', async (context) => {
    await checkAgent(readId(context, 'agent'));
    return context.json({ files: [], next_cursor: null, has_more: false });
  });

  return app;
}
