import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APICallError } from 'ai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EmbeddedClosedError, RunVanishedError } from '../errors.js';
import type { RunRow } from '../storage/run-rows.js';
import { deferred } from '../testing/deferred.js';
import { FINISH, insert, memoryModel, notingModel } from '../testing/memory-model.js';
import { openRuns } from '../testing/open-runs.js';
import { historyOf, humanOf, input, makeAgent } from '../testing/stored-agents.js';
import type { RunEvent, Runs } from './types.js';

async function eventsOf(runs: Runs, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of runs.events(runId)) events.push(event);
  return events;
}

/** A model that waits in its first step of a text that holds `wait` until it is let go or stopped. */
function waitingModel() {
  const asked = deferred();
  const letGo = deferred();
  const model = memoryModel(async ({ words, steps, signal }) => {
    if (steps === 0 && words.includes('wait')) {
      asked.resolve();
      await Promise.race([
        letGo.promise,
        new Promise((resolve) => signal?.addEventListener('abort', resolve)),
      ]);
    }
    return steps === 0 ? [insert(words)] : [FINISH];
  });
  return { model, asked: asked.promise, letGo: () => letGo.resolve() };
}

async function secondPrompt(autoclear: boolean): Promise<string> {
  const seen: string[] = [];
  const model = memoryModel(({ words, steps }) => {
    if (steps === 0) seen.push(words);
    return steps === 0 ? [insert('x')] : [FINISH];
  });
  const { storage, runs } = await openRuns(model);
  const agentId = await makeAgent(storage, { autoclear });
  for (const words of ['first', 'second']) {
    await runs.ended((await runs.submit({ agentId, input: [input(words)] })).id);
  }
  return seen[1] ?? '';
}

function summary(events: RunEvent[]): string[] {
  return events.map((event) => (event.type === 'end' ? `end ${event.run.status}` : event.message.role));
}

async function fileUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'letta-runs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return `file:${join(folder, 'memory.db')}`;
}

describe('submit', () => {
  it('performs a run: input, calls and results are stored, the block is edited', async () => {
    const { storage, runs } = await openRuns(notingModel());
    const agentId = await makeAgent(storage);
    const accepted = await runs.submit({
      agentId,
      input: [input('one', 'o1'), input('two', 'o2')],
      metadata: { a: 1 },
    });
    expect(accepted).toMatchObject({
      status: 'created',
      maxSteps: 50,
      background: false,
      metadata: { a: 1 },
    });

    const ended = await runs.ended(accepted.id);
    expect(ended).toMatchObject({
      status: 'completed',
      stopReason: 'tool_rule',
      stepsDone: 2,
      errorDetail: null,
    });
    expect(await humanOf(storage, agentId)).toBe('\none\ntwo');
    expect(await historyOf(storage, agentId)).toEqual([
      'user: one',
      'user: two',
      'assistant: memory_insert',
      'tool: \none\ntwo',
      'assistant: memory_finish_edits',
      'tool: None',
    ]);
    const rows = await storage.messages.list({ runId: accepted.id });
    expect(rows.slice(0, 2).map(({ otid }) => otid)).toEqual(['o1', 'o2']);
    expect(await storage.runs.steps(accepted.id)).toMatchObject([
      { model: 'test/model', promptTokens: 7, completionTokens: 3, totalTokens: 10, stopReason: null },
      { stopReason: 'tool_rule' },
    ]);
  });

  it('shows the agent its own system prompt and the blocks of the moment, in each step', async () => {
    const systems: string[] = [];
    const model = memoryModel(({ system, steps }) => {
      systems.push(system);
      return steps === 0 ? [insert('Sarah')] : [FINISH];
    });
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage, { system: 'My own words.' });
    await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(systems).toHaveLength(2);
    expect(systems[0]).toMatch(/^My own words\./);
    expect(systems[0]).not.toContain('Sarah');
    expect(systems[1]).toContain('<value>\n\nSarah\n</value>');
  });

  it('keeps an edit that a person made while the model was thinking', async () => {
    const { model, asked, letGo } = waitingModel();
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const run = await runs.submit({ agentId, input: [input('wait')] });
    await asked;
    for (const { id, label } of await storage.blocks.ofAgent(agentId)) {
      await storage.blocks.update(id, { value: `by hand: ${label}` });
    }
    letGo();
    await runs.ended(run.id);
    expect((await storage.blocks.ofAgent(agentId)).map(({ value }) => value)).toEqual([
      'by hand: human\nwait',
      'by hand: summary',
    ]);
  });

  it('keeps an edit that a person made in the very moment the step was stored', async () => {
    const { storage, runs } = await openRuns(notingModel());
    const agentId = await makeAgent(storage);
    const [human] = await storage.blocks.ofAgent(agentId);
    const { commitStep } = storage.runs;
    let isFirst = true;
    storage.runs.commitStep = async (step) => {
      if (isFirst) await storage.blocks.update(human!.id, { value: 'by hand' });
      isFirst = false;
      return commitStep(step);
    };
    expect(await runs.ended((await runs.submit({ agentId, input: [input('Sarah')] })).id)).toMatchObject({
      status: 'completed',
      stepsDone: 2,
    });
    expect(await humanOf(storage, agentId)).toBe('by hand\nSarah');
    expect(await historyOf(storage, agentId)).toHaveLength(5);
  });

  it('ends with the model’s prose, and keeps it', async () => {
    const { storage, runs } = await openRuns(memoryModel(() => 'Nothing to note.'));
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(ended).toMatchObject({ status: 'completed', stopReason: 'end_turn', stepsDone: 1 });
    expect(await historyOf(storage, agentId)).toEqual(['user: hi', 'assistant: Nothing to note.']);
  });

  it('ends an endless loop at its greatest number of steps', async () => {
    const { storage, runs } = await openRuns(memoryModel(() => [insert('again')]));
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')], maxSteps: 3 })).id);
    expect(ended).toMatchObject({ status: 'completed', stopReason: 'max_steps', stepsDone: 3 });
    expect(await humanOf(storage, agentId)).toBe('\nagain\nagain\nagain');
  });

  it('tells a model of a tool that does not exist, and gives it up after five steps of nothing else', async () => {
    const { storage, runs } = await openRuns(memoryModel(() => [{ name: 'no_such_tool', input: {} }]));
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(ended).toMatchObject({ status: 'failed', stopReason: 'invalid_tool_call', stepsDone: 5 });
    expect((await historyOf(storage, agentId))[2]).toContain('[ToolConstraintError]');
  });

  it('stores nothing of a run whose first answers are broken JSON', async () => {
    const { storage, runs } = await openRuns(
      memoryModel(() => [{ name: 'memory_insert', input: '{"broken": ' }]),
    );
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(ended).toMatchObject({ status: 'failed', stopReason: 'invalid_tool_call', stepsDone: 0 });
    expect(await historyOf(storage, agentId)).toEqual([]);
  });

  it.each([
    ['no messages', []],
    ['an empty text', [input('a'), input('')]],
  ])('fails with %s, as the real server does', async (_name, messages) => {
    const { storage, runs } = await openRuns(notingModel());
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: messages })).id);
    expect(ended).toMatchObject({ status: 'failed', stopReason: 'error' });
    expect(await historyOf(storage, agentId)).toEqual([]);
  });
});

describe('what an agent sees', () => {
  it('is the run’s own input with autoclear', async () => {
    expect(await secondPrompt(true)).toBe('second');
  });

  it('is all that was said without', async () => {
    expect(await secondPrompt(false)).toBe('first\nsecond');
  });
});

describe('a broken model', () => {
  it.each([429, 500])(
    'fails the run when it answers %i in the first step, and stores nothing',
    async (statusCode) => {
      const model = memoryModel(() => {
        throw new APICallError({
          message: 'refused',
          url: 'http://model',
          requestBodyValues: {},
          statusCode,
        });
      });
      const { storage, runs, errors } = await openRuns(model);
      const agentId = await makeAgent(storage);
      const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
      const errorDetail = `HTTP ${statusCode}: refused`;
      expect(ended).toMatchObject({ status: 'failed', stopReason: 'llm_api_error', errorDetail });
      expect(await historyOf(storage, agentId)).toEqual([]);
      expect(errors).toHaveLength(1);
    },
  );

  it('keeps input and first edits when it breaks in the second step', async () => {
    const model = memoryModel(({ steps }) => {
      if (steps > 0) throw new TypeError('broken');
      return [insert('kept')];
    });
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(ended).toMatchObject({ status: 'failed', stopReason: 'llm_api_error', stepsDone: 1 });
    expect(await humanOf(storage, agentId)).toBe('\nkept');
    expect(await historyOf(storage, agentId)).toHaveLength(3);
  });

  it('fails the run when it does not answer in time, and the agent’s next run goes well', async () => {
    const { model } = waitingModel();
    const { storage, runs } = await openRuns(model, { requestTimeoutMs: 40 });
    const agentId = await makeAgent(storage);
    const hanging = await runs.submit({ agentId, input: [input('wait')] });
    const next = await runs.submit({ agentId, input: [input('go')] });
    expect(await runs.ended(hanging.id)).toMatchObject({ status: 'failed', stopReason: 'llm_api_error' });
    expect(await runs.ended(next.id)).toMatchObject({ status: 'completed' });
    expect(await humanOf(storage, agentId)).toBe('\ngo');
  });

  it('fails a run that takes too long in all', async () => {
    const { model } = waitingModel();
    const { storage, runs } = await openRuns(model, { runTimeoutMs: 40 });
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('wait')] })).id);
    expect(ended).toMatchObject({ status: 'failed', stopReason: 'error' });
    expect(ended.errorDetail).toContain('longer than 40 ms');
  });

  it('does no harm when the one who listens to errors throws', async () => {
    const { storage, runs } = await openRuns(
      memoryModel(() => {
        throw new Error('broken');
      }),
      {
        onError: () => {
          throw new Error('in onError');
        },
      },
    );
    const agentId = await makeAgent(storage);
    const ended = await runs.ended((await runs.submit({ agentId, input: [input('hi')] })).id);
    expect(ended.status).toBe('failed');
  });
});

describe('order', () => {
  it('performs runs of one agent one at a time as they came', async () => {
    let running = 0;
    let most = 0;
    const model = memoryModel(async ({ words, steps }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return steps === 0 ? [insert(words)] : [FINISH];
    });
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    const accepted = await Promise.all(
      numbers.map((number) => runs.submit({ agentId, input: [input(number)] })),
    );
    await Promise.all(accepted.map(({ id }) => runs.ended(id)));
    expect(most).toBe(1);
    expect(await humanOf(storage, agentId)).toBe(['', ...numbers].join('\n'));
    expect(await storage.messages.list({ agentId, roles: ['user'] })).toHaveLength(20);
  });

  it('performs runs of different agents side by side, up to its limit', async () => {
    const three = deferred();
    let running = 0;
    let most = 0;
    const model = memoryModel(async () => {
      most = Math.max(most, ++running);
      if (running === 3) three.resolve();
      await three.promise;
      running--;
      return 'Done.';
    });
    const { storage, runs } = await openRuns(model, { maxConcurrentRuns: 3 });
    const agents = await Promise.all(Array.from({ length: 6 }, () => makeAgent(storage)));
    const accepted = await Promise.all(
      agents.map((agentId) => runs.submit({ agentId, input: [input('hi')] })),
    );
    await Promise.all(accepted.map(({ id }) => runs.ended(id)));
    expect(most).toBe(3);
  });
});

describe('cancel', () => {
  it('stops a run’s model call, stores nothing more, and lets the next one go on', async () => {
    const { model, asked } = waitingModel();
    const { storage, runs, errors } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const running = await runs.submit({ agentId, input: [input('wait')] });
    const next = await runs.submit({ agentId, input: [input('next')] });
    await asked;
    expect(await runs.cancel(agentId, [running.id])).toEqual({ [running.id]: 'cancelled' });
    expect(await runs.ended(running.id)).toMatchObject({ status: 'cancelled', stopReason: 'cancelled' });
    expect(await runs.ended(next.id)).toMatchObject({ status: 'completed' });
    expect(await humanOf(storage, agentId)).toBe('\nnext');
    expect((await historyOf(storage, agentId))[0]).toBe('user: next');
    expect(errors).toEqual([]);
  });

  it('takes all unfinished runs of the agent without ids, also waiting ones', async () => {
    const { model, asked } = waitingModel();
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const other = await makeAgent(storage);
    const first = await runs.submit({ agentId, input: [input('wait')] });
    const second = await runs.submit({ agentId, input: [input('wait')] });
    const foreign = await runs.submit({ agentId: other, input: [input('go')] });
    await asked;
    expect(await runs.cancel(agentId)).toEqual({ [first.id]: 'cancelled', [second.id]: 'cancelled' });
    expect(await runs.ended(foreign.id)).toMatchObject({ status: 'completed' });
    expect(await historyOf(storage, agentId)).toEqual([]);
  });

  it('refuses what has ended, belongs to another agent, or is not there', async () => {
    const { storage, runs } = await openRuns(notingModel());
    const agentId = await makeAgent(storage);
    const { id } = await runs.submit({ agentId, input: [input('hi')] });
    await runs.ended(id);
    expect(await runs.cancel(agentId, [id, 'run-none'])).toEqual({ [id]: 'failed', 'run-none': 'failed' });
    expect(await runs.cancel(await makeAgent(storage), [id])).toEqual({ [id]: 'failed' });
    expect(await runs.ended(id)).toMatchObject({ status: 'completed' });
  });
});

describe('submitBackground', () => {
  it('lets one background run of an agent in at a time, but not out other runs', async () => {
    const { model, asked, letGo } = waitingModel();
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const plain = await runs.submit({ agentId, input: [input('wait')] });
    await asked;
    const first = await runs.submitBackground({ agentId, input: [input('a', 'a')] });
    if (first.outcome !== 'started') throw new Error(first.outcome);
    expect(first.run).toMatchObject({ status: 'running', background: true });
    expect(await runs.submitBackground({ agentId, input: [input('b', 'b')] })).toEqual({
      outcome: 'busy',
      runId: first.run.id,
    });
    letGo();
    await runs.ended(plain.id);
    await runs.ended(first.run.id);
    expect(await runs.submitBackground({ agentId, input: [input('b', 'b')] })).toMatchObject({
      outcome: 'started',
    });
  });

  it('lets only one of two requests in that come at once', async () => {
    const { storage, runs } = await openRuns(notingModel());
    const agentId = await makeAgent(storage);
    const outcomes = await Promise.all(
      ['a', 'b'].map((otid) => runs.submitBackground({ agentId, input: [input(otid, otid)] })),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['started', 'busy']);
  });

  it('attaches the same otids in the same order to the first run, also when that failed', async () => {
    const { storage, runs } = await openRuns(
      memoryModel(({ words }) => {
        if (words.includes('bad')) throw new Error('broken');
        return 'Done.';
      }),
    );
    const agentId = await makeAgent(storage);
    const send = async (words: string, ...otids: (string | null)[]) => {
      const outcome = await runs.submitBackground({
        agentId,
        input: otids.map((otid) => input(words, otid)),
      });
      if (outcome.outcome === 'busy') throw new Error('busy');
      await runs.ended(outcome.run.id);
      return outcome;
    };
    const failed = await send('bad', 'a', 'b');
    expect(await send('bad', 'a', 'b')).toMatchObject({
      outcome: 'attached',
      run: { id: failed.run.id, status: 'failed' },
    });
    expect(await send('good', 'b', 'a')).toMatchObject({ outcome: 'started' });
    expect(await send('good', 'a')).toMatchObject({ outcome: 'started' });
    expect(await send('good', null)).toMatchObject({ outcome: 'started' });
    expect(await send('good', null)).toMatchObject({ outcome: 'started' });
    const otherAgent = await makeAgent(storage);
    expect(await runs.submitBackground({ agentId: otherAgent, input: [input('good', 'a')] })).toMatchObject({
      outcome: 'started',
    });
  });
});

describe('events and ended', () => {
  const whole = ['user', 'assistant', 'tool', 'assistant', 'tool', 'end completed'];

  it('tell each message once and then the end, to those who watch from the start and to latecomers', async () => {
    const { model, asked, letGo } = waitingModel();
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const { id } = await runs.submit({ agentId, input: [input('wait')] });
    const early = eventsOf(runs, id);
    await asked;
    letGo();
    expect(summary(await early)).toEqual(whole);
    expect(summary(await eventsOf(runs, id))).toEqual(whole);
  });

  it('stop with the reason of their signal, and the run goes on', async () => {
    const { model, asked, letGo } = waitingModel();
    const { storage, runs } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const { id } = await runs.submit({ agentId, input: [input('wait')] });
    await asked;
    const controller = new AbortController();
    const waiting = runs.ended(id, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    letGo();
    expect((await runs.ended(id)).status).toBe('completed');
  });

  it('end quietly, or say so, when the agent is deleted in mid-run', async () => {
    const { model, asked, letGo } = waitingModel();
    const { storage, runs, errors } = await openRuns(model);
    const agentId = await makeAgent(storage);
    const { id } = await runs.submit({ agentId, input: [input('wait')] });
    const watching = eventsOf(runs, id);
    const waiting = runs.ended(id).catch((error: unknown) => error);
    await asked;
    await storage.agents.delete(agentId);
    letGo();
    expect(await watching).toEqual([]);
    expect(RunVanishedError.isInstance(await waiting)).toBe(true);
    expect(errors).toEqual([]);
  });
});

describe('close and start', () => {
  it('parks a run after the step that is stored, and the next start takes it up there', async () => {
    const url = await fileUrl();
    const secondStep = deferred();
    const first = await openRuns(
      memoryModel(async ({ steps, words }) => {
        if (steps === 0) return [insert(words)];
        secondStep.resolve();
        return new Promise(() => {});
      }),
      {},
      url,
    );
    const agentId = await makeAgent(first.storage);
    const begun = await first.runs.submit({ agentId, input: [input('one', 'o1')] });
    const waiting = await first.runs.submit({ agentId, input: [input('two', 'o2')] });
    await secondStep.promise;
    const watcher = first.runs.ended(waiting.id).catch((error: unknown) => error);
    await first.close();
    expect(EmbeddedClosedError.isInstance(await watcher)).toBe(true);
    await expect(first.runs.submit({ agentId, input: [input('late')] })).rejects.toBeInstanceOf(
      EmbeddedClosedError,
    );
    expect(first.errors).toEqual([]);

    const prompts: string[] = [];
    const second = await openRuns(
      memoryModel(({ steps, words }) => {
        prompts.push(`${steps} ${words}`);
        return steps === 0 ? [insert(words)] : [FINISH];
      }),
      {},
      url,
    );
    expect((await second.storage.runs.unfinished()).map(({ id }: RunRow) => id)).toEqual([
      begun.id,
      waiting.id,
    ]);
    await second.runs.start();
    expect(await second.runs.ended(begun.id)).toMatchObject({ status: 'completed', stepsDone: 2 });
    await second.runs.ended(waiting.id);
    expect(prompts).toEqual(['1 one', '0 two', '1 two']);
    expect(await humanOf(second.storage, agentId)).toBe('\none\ntwo');
    expect(
      (await second.storage.messages.list({ agentId, roles: ['user'] })).map(({ otid }) => otid),
    ).toEqual(['o1', 'o2']);
  });
});
