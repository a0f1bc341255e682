import { expect, test } from 'vitest';

import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('the server itself', (server) => {
  const client = clientOf(server);

  test('is healthy and tells a version of 0.16.8', async () => {
    const health = await client.health();
    expect(health.status).toBe('ok');
    expect(health.version).toBe(server.name === 'letta' ? '0.16.8' : '0.16.8-embedded');
  });

  test('lists models with handle and context window', async () => {
    const models = await client.models.list();
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) {
      expect(typeof model.handle).toBe('string');
      expect(model.max_context_window).toBeGreaterThan(8_000);
    }
  });

  test('answers paths with and without a slash at the end', async () => {
    for (const path of [
      '/v1/agents',
      '/v1/agents/',
      '/v1/blocks/',
      '/v1/tags/',
      '/v1/health/',
      '/v1/models/',
    ]) {
      expect((await server.fetch(`${server.baseURL}${path}`)).status, path).toBe(200);
    }
  });

  test('knows no other paths', async () => {
    expect((await server.fetch(`${server.baseURL}/v1/no-such-thing`)).status).toBe(404);
  });
});
