import { describe, expect, it } from 'vitest';

import { AGENT, openApi } from '../testing/open-api.js';
import { notingModel } from '../testing/memory-model.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('createApi', () => {
  it('asks for the token everywhere but at the health check', async () => {
    const { app, client } = await openApi(notingModel(), { token: 'correct-horse' });
    const status = async (headers: Record<string, string>) =>
      (await app.request('/v1/agents/', { headers })).status;
    expect(await status({ authorization: 'Bearer correct-horse' })).toBe(200);
    expect(await status({ authorization: 'Bearer correct-horsf' })).toBe(401);
    expect(await status({ authorization: 'Bearer correct-horse2' })).toBe(401);
    const refused = await app.request('/v1/agents/');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await refused.json()).toEqual({ detail: 'Unauthorized' });
    expect((await app.request('/v1/health/')).status).toBe(200);
    expect((await client.agents.list()).items).toEqual([]);
  });

  it('refuses a body that is too large, whatever its length header says', async () => {
    const { app } = await openApi(notingModel(), { maxBodyBytes: 1_000 });
    const body = JSON.stringify({ label: 'a', value: 'x'.repeat(2_000) });
    const response = await app.request('/v1/blocks/', { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toHaveProperty('detail');
  });

  it.each([
    ['GET', '/v1/nothing', 404],
    ['DELETE', '/v1/agents/', 405],
    ['PUT', `/v1/agents/agent-${UNKNOWN}`, 405],
    ['GET', '/', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    const { app } = await openApi(notingModel());
    const response = await app.request(path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('detail');
  });

  it('answers the same with and without a slash at the end', async () => {
    const { app, client } = await openApi(notingModel());
    const agent = await client.agents.create(AGENT);
    for (const path of ['/v1/agents', `/v1/agents/${agent.id}`, '/v1/blocks', '/v1/tags', '/v1/models']) {
      const [bare, slashed] = await Promise.all([app.request(path), app.request(`${path}/`)]);
      expect([path, bare.status]).toEqual([path, 200]);
      expect(await slashed.json()).toEqual(await bare.json());
    }
  });

  it.each([
    ['POST', '/v1/agents/', '{', 'json_invalid'],
    ['POST', '/v1/agents/', '', 'Field required'],
    ['POST', '/v1/agents/', '{"tags":"secret words"}', '"tags"'],
    ['POST', '/v1/agents/', '{"model":"a/b","name":"secret@words"}', '"name"'],
    ['POST', '/v1/agents/', '{"model":"a/b","timezone":"Secret/Words"}', '"timezone"'],
    ['POST', '/v1/blocks/', '{"value":"secret words"}', '"label"'],
    [
      'PATCH',
      `/v1/agents/agent-${UNKNOWN}/core-memory/blocks/human`,
      '{"value":["secret words"]}',
      '"value"',
    ],
    ['POST', `/v1/agents/agent-${UNKNOWN}/messages/async`, '{"messages":"secret words"}', '"messages"'],
    [
      'POST',
      `/v1/agents/agent-${UNKNOWN}/messages/async`,
      '{"messages":[{"role":"secret words"}]}',
      '"role"',
    ],
    ['POST', `/v1/agents/agent-${UNKNOWN}/messages`, '{"messages":[]}', 'must not be empty'],
    ['GET', '/v1/agents/secret-words', undefined, '"agent_id"'],
    ['GET', '/v1/agents/?limit=secret', undefined, '"limit"'],
    ['GET', '/v1/agents/?limit=-1', undefined, '"limit"'],
  ])(
    'says in a 422 what is wrong with %s %s %s, without the words sent',
    async (method, path, body, says) => {
      const { app } = await openApi(notingModel());
      const response = await app.request(path, { method, ...(body === undefined ? {} : { body }) });
      const text = JSON.stringify(((await response.json()) as { detail: string }).detail);
      expect(response.status).toBe(422);
      expect(text.replaceAll('\\"', '"')).toContain(says);
      expect(text).not.toContain('secret');
    },
  );

  it('tells nothing of the inside when it fails itself', async () => {
    const { app, storage } = await openApi(notingModel());
    await storage.close();
    const response = await app.request('/v1/agents/');
    expect(response.status).toBe(503);
    expect(JSON.stringify(await response.json())).not.toMatch(/SELECT|at .*\.ts/);
  });
});
