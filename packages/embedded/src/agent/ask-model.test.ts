import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { APICallError } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { createAskModel } from './ask-model.js';
import { StepFailure } from './model-failure.js';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

function toolCall(toolName: string, input: string): LanguageModelV4GenerateResult {
  return {
    content: [{ type: 'tool-call', toolCallId: `call-${toolName}`, toolName, input }],
    finishReason: { unified: 'tool-calls', raw: undefined },
    usage,
    warnings: [],
  };
}

function prose(text: string, unified: 'stop' | 'length' | 'error' = 'stop'): LanguageModelV4GenerateResult {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified, raw: undefined },
    usage,
    warnings: [],
  };
}

function refusal(statusCode: number): APICallError {
  return new APICallError({ message: 'refused', url: 'http://model', requestBodyValues: {}, statusCode });
}

const question = { system: 'system', conversation: [{ role: 'user' as const, content: 'hello' }] };
const never = () => new Promise<never>(() => {});

function ask(model: MockLanguageModelV4, signal = new AbortController().signal, timeoutMs = 5_000) {
  return createAskModel({ model, timeoutMs, maxRetries: 0 })({ ...question, signal });
}

async function failure(promise: Promise<unknown>): Promise<StepFailure> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StepFailure)) throw new Error('expected a StepFailure', { cause: error });
  return error;
}

describe('createAskModel', () => {
  it('hands out calls with their arguments, whether or not they fit', async () => {
    const input = '{"label":"human","new_string":5}';
    const turn = await ask(new MockLanguageModelV4({ doGenerate: toolCall('memory_insert', input) }));
    expect(turn.calls).toEqual([
      {
        id: 'call-memory_insert',
        name: 'memory_insert',
        arguments: input,
        input: { label: 'human', new_string: 5 },
      },
    ]);
  });

  it('hands out a call of a tool that does not exist', async () => {
    const turn = await ask(new MockLanguageModelV4({ doGenerate: toolCall('no_such_tool', '{}') }));
    expect(turn.calls).toEqual([
      { id: 'call-no_such_tool', name: 'no_such_tool', arguments: '{}', input: {} },
    ]);
  });

  it('hands out prose, and whether it was cut off', async () => {
    expect(await ask(new MockLanguageModelV4({ doGenerate: prose('Nothing to note.') }))).toMatchObject({
      text: 'Nothing to note.',
      calls: [],
      cutOff: false,
    });
    expect((await ask(new MockLanguageModelV4({ doGenerate: prose('Noth', 'length') }))).cutOff).toBe(true);
  });

  it('fails with an answer that broke off', async () => {
    const model = new MockLanguageModelV4({ doGenerate: prose('Noth', 'error') });
    expect(await failure(ask(model))).toMatchObject({ stopReason: 'invalid_llm_response' });
  });

  it('takes an empty answer for one that says nothing', async () => {
    const model = new MockLanguageModelV4({ doGenerate: { ...prose(''), content: [] } });
    expect(await ask(model)).toMatchObject({ text: '', calls: [], message: null });
  });

  it('tells a model of broken JSON and takes the mended call', async () => {
    const prompts: LanguageModelV4CallOptions['prompt'][] = [];
    const answers = [toolCall('memory_finish_edits', '{"broken": '), toolCall('memory_finish_edits', '{}')];
    const model = new MockLanguageModelV4({
      doGenerate: async ({ prompt }) => {
        prompts.push(prompt);
        return answers.shift() ?? prose('too often');
      },
    });
    const turn = await ask(model);
    expect(turn.calls).toHaveLength(1);
    expect(prompts).toHaveLength(2);
    expect(JSON.stringify(prompts[1]?.at(-1))).toContain('not valid JSON');
  });

  it('gives up a model that keeps writing broken JSON', async () => {
    const model = new MockLanguageModelV4({
      doGenerate: async () => toolCall('memory_insert', '{"broken": '),
    });
    expect(await failure(ask(model))).toMatchObject({ stopReason: 'invalid_tool_call' });
    expect(model.doGenerateCalls).toHaveLength(3);
  });

  it('asks a model that cannot be required to call tools without that, from then on', async () => {
    const model = new MockLanguageModelV4({
      doGenerate: async ({ toolChoice }) => {
        if (toolChoice?.type === 'required') throw refusal(400);
        return toolCall('memory_finish_edits', '{}');
      },
    });
    const askModel = createAskModel({ model, timeoutMs: 5_000, maxRetries: 0 });
    const { signal } = new AbortController();
    await askModel({ ...question, signal });
    await askModel({ ...question, signal });
    expect(model.doGenerateCalls.map(({ toolChoice }) => toolChoice?.type)).toEqual([
      'required',
      'auto',
      'auto',
    ]);
  });

  it.each([401, 429, 500])('fails with the status %i and asks once', async (status) => {
    const model = new MockLanguageModelV4({
      doGenerate: async () => {
        throw refusal(status);
      },
    });
    const error = await failure(ask(model));
    expect(error).toMatchObject({ stopReason: 'llm_api_error', message: `HTTP ${status}: refused` });
    expect(model.doGenerateCalls).toHaveLength(1);
  });

  it('keeps what an unknown error says out of the reason', async () => {
    const model = new MockLanguageModelV4({
      doGenerate: async () => {
        throw new TypeError('the user said: secret');
      },
    });
    const error = await failure(ask(model));
    expect(error.message).toBe('The model call failed (TypeError).');
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('does not wait longer than its deadline, also for a model that ignores its abort signal', async () => {
    const error = await failure(ask(new MockLanguageModelV4({ doGenerate: never }), undefined, 30));
    expect(error).toMatchObject({
      stopReason: 'llm_api_error',
      message: 'The model did not answer within 30 ms.',
    });
  });

  it('stops at once with the reason of its signal', async () => {
    const controller = new AbortController();
    const model = new MockLanguageModelV4({
      doGenerate: () => {
        controller.abort(new Error('parked'));
        return never();
      },
    });
    await expect(ask(model, controller.signal)).rejects.toThrow('parked');
    await expect(ask(model, controller.signal)).rejects.toThrow('parked');
    expect(model.doGenerateCalls).toHaveLength(1);
  });
});
