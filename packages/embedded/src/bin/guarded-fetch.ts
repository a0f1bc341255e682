import { Hono, type MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';

import { isLoopback } from './loopback.js';

type FetchHandler = (request: Request) => Response | Promise<Response>;

const HEALTH_PATHS = new Set(['/v1/health', '/v1/health/']);

/**
 * Puts a guard before the server. With a token every request but the health check must bear it (compared
 * in constant time). Without one, requests that a web page in this machine's browser makes are refused:
 * they would reach a loopback port too.
 *
 * @param letta The server's own handler.
 * @param token The bearer token, if there is one.
 */
export function guardFetch(letta: FetchHandler, token: string | undefined): FetchHandler {
  const app = new Hono();
  app.use('*', exceptHealth(token === undefined ? refuseWebPages : requireToken(token)));
  app.all('*', (context) => letta(context.req.raw));
  return (request) => app.fetch(request);
}

function requireToken(token: string): MiddlewareHandler {
  const message = { detail: 'Unauthorized: this server wants its token as "Authorization: Bearer …".' };
  return bearerAuth({
    token,
    noAuthenticationHeader: { message },
    invalidAuthenticationHeader: { message },
    invalidToken: { message },
  });
}

/** A page's own requests bear an `Origin`; a rebound domain name shows in `Host`. */
const refuseWebPages: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin');
  const isForeignPage =
    origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname));
  if (isForeignPage || !isLoopback(new URL(context.req.url).hostname)) {
    return context.json(
      { detail: 'Without a token only programs of this machine are served; start the server with --token.' },
      403,
    );
  }
  return next();
};

function exceptHealth(guard: MiddlewareHandler): MiddlewareHandler {
  return async function guardAllButHealth(context, next) {
    return HEALTH_PATHS.has(context.req.path) ? next() : guard(context, next);
  };
}
