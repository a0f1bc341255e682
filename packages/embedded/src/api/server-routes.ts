import { Hono } from 'hono';

import { VERSION, type ApiOptions } from './api-options.js';
import { listedModel } from './model-state.js';

/** What tells of the server itself: its health and its model. */
export function serverRoutes({ model }: ApiOptions): Hono {
  const app = new Hono();
  app.get('/health', (context) => context.json({ version: VERSION, status: 'ok' }));
  // One model answers whatever handle an agent is made with.
  app.get('/models', (context) => context.json([listedModel(model)]));
  app.get('/models/embedding', (context) => context.json([]));
  app.get('/providers', (context) => context.json([]));
  return app;
}
