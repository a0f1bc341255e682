import { Memory, MemoryConfigurationError, MemoryRequestError } from 'letta-memory';
import { afterEach, expect, test, vi } from 'vitest';

import { memoryOn, teach } from '../../harness/memory.js';
import { rejectionOf } from '../../harness/rejection.js';
import { uniqueUser } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('where the server is, and which model learns', (server) => {
  afterEach(() => vi.unstubAllEnvs());
  /** Makes sure that nothing of the machine's own environment plays a part. */
  function environment(values: Record<string, string>): void {
    for (const name of ['LETTA_API_KEY', 'LETTA_BASE_URL', 'LETTA_MODEL', 'LETTA_EMBEDDING'])
      vi.stubEnv(name, values[name]);
  }

  test('a base URL alone is enough', async () => {
    environment({});
    const memory = new Memory({ baseURL: await server.address() });
    const userId = uniqueUser();
    await teach(memory, userId, 'I like tea');
    expect(await memory.getUserMemory(userId)).toBe('I like tea');
  });

  test('LETTA_BASE_URL alone is enough', async () => {
    environment({ LETTA_BASE_URL: await server.address() });
    expect(await new Memory().getContext(uniqueUser())).toBeNull();
  });

  test('nothing at all rejects the first call, not the constructor, and names the ways out', async () => {
    environment({});
    const error = await rejectionOf(new Memory().getContext('x'));
    expect(MemoryConfigurationError.isInstance(error)).toBe(true);
    expect(String(error)).toMatch(/LETTA_API_KEY[\s\S]*LETTA_BASE_URL[\s\S]*createEmbeddedLetta/);
  });

  test('LETTA_MODEL and LETTA_EMBEDDING choose the models of new agents', async () => {
    environment({ LETTA_MODEL: server.model, LETTA_EMBEDDING: server.embedding });
    const agentId = await memoryOn(server).initializeUserMemory(uniqueUser());
    const agent = await clientOf(server).agents.retrieve(agentId);
    expect(agent.model ?? agent.llm_config.handle).toBe(server.model);
    expect(agent.embedding ?? agent.embedding_config?.handle).toBe(server.embedding);
  });

  test('a model that the server does not have is an error that says so', async () => {
    environment({});
    const calling = memoryOn(server, { model: 'nobody/no-such-model' }).initializeUserMemory(uniqueUser());
    if (server.differences.takesAnyModel) {
      expect(await calling).toMatch(/^agent-/);
      return;
    }
    const error = await rejectionOf(calling);
    expect(MemoryConfigurationError.isInstance(error)).toBe(true);
    expect(String(error)).toContain('nobody/no-such-model');
  });

  test('a server that is not there is a typed error, worth another try', async () => {
    environment({});
    const client = clientOf(server, {
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
    });
    const error = await rejectionOf(new Memory({ client }).getContext('x'));
    expect(MemoryRequestError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ isRetryable: true });
  });
});
