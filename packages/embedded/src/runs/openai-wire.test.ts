// The memory agent over a real HTTP server that speaks OpenAI's wire format.
import { createOpenAI } from '@ai-sdk/openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuns } from '../testing/open-runs.js';
import { startScriptedServer, type ScriptedServer } from '../testing/scripted-server.js';
import { historyOf, humanOf, input, makeAgent } from '../testing/stored-agents.js';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.stop());

/** Performs one run of a new agent on these words. */
async function learn(words: string[], options: { requestTimeoutMs?: number; maxSteps?: number } = {}) {
  const model = createOpenAI({ baseURL: server.baseURL, apiKey: 'none' }).chat('gpt-4o-mini');
  const { storage, runs } = await openRuns(model, { requestTimeoutMs: options.requestTimeoutMs ?? 10_000 });
  const agentId = await makeAgent(storage);
  const { id } = await runs.submit({
    agentId,
    input: words.map((text) => input(text)),
    maxSteps: options.maxSteps,
  });
  const run = await runs.ended(id);
  return { run, human: await humanOf(storage, agentId), history: await historyOf(storage, agentId) };
}

describe('a memory agent on an OpenAI-compatible server', () => {
  it('learns what the user said', async () => {
    const { run, human, history } = await learn(['user: My name is Sarah', 'user: I live in Bergen']);
    expect(run).toMatchObject({ status: 'completed', stopReason: 'tool_rule' });
    expect(human).toBe('\nMy name is Sarah\nI live in Bergen');
    expect(history).toHaveLength(6);
    const request = (await server.requests()).at(-1);
    expect(request).toMatchObject({
      tool_choice: 'required',
      messages: [{ role: 'system' }, {}, {}, {}, {}],
    });
    expect(JSON.stringify(request?.messages[0]?.content)).toContain('<memory_blocks>');
  });

  it('gets a refused edit back and finishes', async () => {
    const { run, human, history } = await learn(['[[edit human|not there|new]]']);
    expect(run.stopReason).toBe('tool_rule');
    expect(human).toBe('');
    expect(history[2]).toContain('did not appear verbatim in memory block with label `human`');
  });

  it('rewrites a block', async () => {
    expect((await learn(['[[rethink human|Name: Sarah]]'])).human).toBe('Name: Sarah');
  });

  it('may say that there is nothing to note', async () => {
    const { run, human } = await learn(['[[prose]]']);
    expect(run).toMatchObject({ status: 'completed', stopReason: 'end_turn' });
    expect(human).toBe('');
  });

  it.each([
    ['[[fail 429]]', 'llm_api_error', /^HTTP 429/],
    ['[[fail 500]]', 'llm_api_error', /^HTTP 500/],
    ['[[fail 400]]', 'llm_api_error', /^HTTP 400/],
    ['[[nonsense]]', 'invalid_tool_call', /not JSON/],
  ])('fails with a reason and stores nothing: %s', async (words, stopReason, detail) => {
    const { run, human, history } = await learn([words]);
    expect(run).toMatchObject({ status: 'failed', stopReason });
    expect(run.errorDetail).toMatch(detail);
    expect({ human, history }).toEqual({ human: '', history: [] });
  });

  it('keeps the first step when the second fails', async () => {
    const { run, human, history } = await learn(['user: kept [[fail-step 2]]']);
    expect(run).toMatchObject({ status: 'failed', stopReason: 'llm_api_error', stepsDone: 1 });
    expect(human).toContain('kept');
    expect(history).toHaveLength(3);
  });

  it('does not wait for ever', async () => {
    const { run } = await learn(['[[hang]]'], { requestTimeoutMs: 150 });
    expect(run).toMatchObject({ status: 'failed', stopReason: 'llm_api_error' });
    expect(run.errorDetail).toContain('150 ms');
  });

  it('does not loop for ever', async () => {
    const { run, human } = await learn(['user: again [[loop]]'], { maxSteps: 4 });
    expect(run).toMatchObject({ status: 'completed', stopReason: 'max_steps', stepsDone: 4 });
    expect(human?.match(/again/g)).toHaveLength(4);
  });
});
