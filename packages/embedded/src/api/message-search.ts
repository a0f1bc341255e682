import { Hono } from 'hono';

import { apiError } from './api-error.js';

/** Search by meaning over all messages, which is the Cloud's alone: refused as a server of one's own refuses it. */
export function messageSearchRoutes(): Hono {
  const app = new Hono();
  app.post('/search', () => {
    throw apiError(400, {
      detail: 'Message search is not offered here: page through the messages of an agent.',
    });
  });
  return app;
}
