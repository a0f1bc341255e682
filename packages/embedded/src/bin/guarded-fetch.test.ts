import { expect, it } from 'vitest';

import { guardFetch } from './guarded-fetch.js';

const answer = () => new Response('served');

async function statusOf(
  fetch: ReturnType<typeof guardFetch>,
  url: string,
  headers: Record<string, string> = {},
) {
  return (await fetch(new Request(url, { headers }))).status;
}

it('serves only who bears the token, and health to all', async () => {
  const fetch = guardFetch(answer, 'right');
  const agents = 'http://10.0.0.1:8283/v1/agents/';
  expect(await statusOf(fetch, agents, { authorization: 'Bearer right' })).toBe(200);
  expect(await statusOf(fetch, agents, { authorization: 'Bearer wrong' })).toBe(401);
  expect(await statusOf(fetch, agents, { authorization: 'Bearer right and more' })).toBe(400);
  expect(await statusOf(fetch, agents)).toBe(401);
  expect(await statusOf(fetch, 'http://10.0.0.1:8283/v1/health/')).toBe(200);
  expect(await statusOf(fetch, 'http://10.0.0.1:8283/v1/health')).toBe(200);
  expect(await statusOf(fetch, 'http://10.0.0.1:8283/v1/health/../agents/')).toBe(401);
  expect(await statusOf(fetch, 'http://10.0.0.1:8283/')).toBe(401);
});

it('tells in a refusal how to be served, as JSON', async () => {
  const refusal = await guardFetch(answer, 'right')(new Request('http://127.0.0.1/v1/agents/'));
  expect(refusal.headers.get('content-type')).toContain('application/json');
  expect(await refusal.json()).toEqual({ detail: expect.stringContaining('Bearer') });
});

it('without a token serves programs of this machine, but no web page in its browser', async () => {
  const fetch = guardFetch(answer, undefined);
  const agents = 'http://127.0.0.1:8283/v1/agents/';
  expect(await statusOf(fetch, agents)).toBe(200);
  expect(await statusOf(fetch, agents, { authorization: 'Bearer whatever' })).toBe(200);
  expect(await statusOf(fetch, agents, { origin: 'http://localhost:3000' })).toBe(200);
  expect(await statusOf(fetch, agents, { origin: 'https://evil.example' })).toBe(403);
  expect(await statusOf(fetch, agents, { origin: 'null' })).toBe(403);
  expect(await statusOf(fetch, 'http://rebound.example:8283/v1/agents/')).toBe(403);
});
