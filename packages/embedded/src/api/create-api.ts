import { Hono, type ErrorHandler, type NotFoundHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { except } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';

import { EmbeddedLettaError } from '../errors.js';
import { agentRoutes } from './agents.js';
import type { ApiOptions } from './api-options.js';
import { agentArchiveRoutes, archiveRoutes } from './archives.js';
import { archivalMemoryRoutes } from './archival-memory.js';
import { blockRoutes } from './blocks.js';
import { conversationRoutes } from './conversations.js';
import { coreMemoryRoutes } from './core-memory.js';
import { agentFolderRoutes, folderRoutes } from './folders.js';
import { messageSearchRoutes } from './message-search.js';
import { messageRoutes } from './messages.js';
import { passageRoutes } from './passages.js';
import { runRoutes } from './runs.js';
import { serverRoutes } from './server-routes.js';
import { tagRoutes } from './tags.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

/**
 * The part of Letta's REST API that `Memory` and the official clients need, as Letta 0.16.8 answers it. Paths are taken
 * with and without a slash at their end.
 *
 * @param options What it is served from.
 * @example
 * const api = createApi({ storage, runs, model, instructions });
 * const response = await api.request('/v1/health');
 */
export function createApi(options: ApiOptions): Hono {
  const app = new Hono({ strict: false });

  if (options.token !== undefined) {
    const message = { detail: 'Unauthorized' };
    const guard = bearerAuth({
      token: options.token,
      noAuthenticationHeader: { message },
      invalidAuthenticationHeader: { message },
      invalidToken: { message },
    });
    app.use('*', except(['/v1/health', '/v1/health/'], guard));
  }
  app.use(
    '*',
    bodyLimit({
      maxSize: options.maxBodyBytes ?? MAX_BODY_BYTES,
      onError: (context) => context.json({ detail: 'The request body is too large' }, 413),
    }),
  );

  app.route('/v1', serverRoutes(options));
  app.route('/v1/agents', agentRoutes(options));
  app.route('/v1/agents', coreMemoryRoutes(options));
  app.route('/v1/agents', messageRoutes(options));
  app.route('/v1/agents', archivalMemoryRoutes(options));
  app.route('/v1/agents', agentArchiveRoutes(options));
  app.route('/v1/agents', agentFolderRoutes(options));
  app.route('/v1/blocks', blockRoutes(options));
  app.route('/v1/tags', tagRoutes(options));
  app.route('/v1/conversations', conversationRoutes(options));
  app.route('/v1/runs', runRoutes(options));
  app.route('/v1/archives', archiveRoutes(options));
  app.route('/v1/passages', passageRoutes(options));
  app.route('/v1/messages', messageSearchRoutes());
  app.route('/v1/folders', folderRoutes());

  app.notFound(answerUnknown(app));
  app.onError(answerError);
  return app;
}

/** 405 when the path is known with another method, else 404: both with FastAPI's words. */
function answerUnknown(app: Hono): NotFoundHandler {
  return function answerUnknownPath(context) {
    const isKnown = METHODS.some((method) =>
      // Middleware matches every path; a handler of a path is registered for one method.
      app.router.match(method, context.req.path)[0].some(([[, route]]) => route.method === method),
    );
    return isKnown
      ? context.json({ detail: 'Method Not Allowed' }, 405)
      : context.json({ detail: 'Not Found' }, 404);
  };
}

const answerError: ErrorHandler = (error, context) => {
  if (error instanceof HTTPException) {
    return error.getResponse();
  }
  if (EmbeddedLettaError.isInstance(error)) {
    return context.json({ detail: error.message }, 503);
  }
  // What else went wrong may quote a request: it is not told.
  return context.json({ detail: 'An unknown error occurred' }, 500);
};
