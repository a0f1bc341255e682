import { expect, it } from 'vitest';
import { scriptedServer } from '../../test/scripted-server.js';
import { MemoryConfigurationError } from '../errors/memory-configuration-error.js';
import { chooseEmbedding, chooseModel } from './models.js';
import { Server } from './server.js';

const free = { handle: 'letta/letta-free', model_type: 'llm', context_window: 30_000 };
const own = { handle: 'openai/gpt', model_type: 'llm', context_window: 128_000 };
const tiny = { handle: 'local/tiny', model_type: 'llm', context_window: 2_048 };
const embedding = { handle: 'openai/embed', model_type: 'embedding' };

it.each([
  ['the first one that fits', [own, { ...own, handle: 'openai/other' }], 'openai/gpt'],
  ["Letta's own free model only when there is no other", [free, own], 'openai/gpt'],
  ["Letta's own free model when there is no other", [embedding, free], 'letta/letta-free'],
  ['none for embeddings, and none with too small a context', [embedding, tiny, own], 'openai/gpt'],
  ['a model of which the server tells only the handle', [{ handle: 'any/model' }], 'any/model'],
])('takes %s', async (_rule, json, chosen) => {
  const { client } = await scriptedServer({ 'GET /v1/models/': { json } });
  expect(await chooseModel(new Server(() => client))).toBe(chosen);
});

it('says what to do when the server has no model', async () => {
  const { client } = await scriptedServer({ 'GET /v1/models/': { json: [embedding] } });
  const error = await chooseModel(new Server(() => client)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MemoryConfigurationError);
  expect(String(error)).toContain('LETTA_MODEL');
});

it.each([
  ['the first that needs no account elsewhere', { json: [free, embedding] }, 'openai/embed'],
  ['none where there is only that one', { json: [free] }, undefined],
  ['none of a server without embeddings', { json: [] }, undefined],
  ['none of a server that does not tell', { status: 404 }, undefined],
])('takes as embedding %s', async (_rule, answer, chosen) => {
  const { client } = await scriptedServer({ 'GET /v1/models/embedding': answer });
  expect(await chooseEmbedding(new Server(() => client))).toBe(chosen);
});
