import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { AgentRow } from './agent-store.js';
import type { BlockRow } from './block-rows.js';
import { newId } from './ids.js';
import { openStorage, type Storage } from './open-storage.js';
import type { RunRow } from './run-rows.js';
import type { StepCommit } from './step-commit.js';

let storage: Storage;
let agent: AgentRow;
let block: BlockRow;
let run: RunRow;

beforeEach(async () => {
  storage = await openStorage({ url: ':memory:' });
  agent = await storage.agents.create(
    {
      name: 'one',
      agentType: 'sleeptime_agent',
      system: 'Be good.',
      model: 'any/model',
      embedding: null,
      description: null,
      metadata: {},
      settings: {},
      timezone: 'UTC',
      messageBufferAutoclear: true,
      hidden: null,
      tags: [],
    },
    [
      {
        label: 'human',
        value: '',
        limit: 100,
        description: null,
        readOnly: false,
        metadata: {},
        hidden: null,
        tags: [],
      },
    ],
  );
  block = (await storage.blocks.ofAgent(agent.id))[0]!;
  run = await accept();
});

afterEach(() => storage.close());

describe('accept', () => {
  it('gives back the run as it is stored, in the order of arrival', async () => {
    expect(run).toMatchObject({
      agentId: agent.id,
      status: 'created',
      input: [{ role: 'user', content: 'I moved to Oslo', otid: 'otid-1' }],
      stepsDone: 0,
      completedAt: null,
    });
    const second = await accept();
    expect(second.sequence).toBeGreaterThan(run.sequence);
    expect((await storage.runs.unfinished()).map(({ id }) => id)).toEqual([run.id, second.id]);
    expect((await storage.runs.active(agent.id)).map(({ id }) => id)).toEqual([run.id, second.id]);
  });

  it('rejects a run of an agent that is not there', async () => {
    await expect(
      storage.runs.accept({ agentId: 'agent-none', input: [], maxSteps: 1 }),
    ).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('commitStep', () => {
  it('stores nothing when a block is not what it was edited from', async () => {
    const edited = { ...step(0), blocks: [{ id: block.id, value: 'by the agent', was: '' }] };
    await storage.blocks.update(block.id, { value: 'by hand' });
    expect(await storage.runs.commitStep(edited)).toBe(false);
    expect((await storage.blocks.retrieve(block.id))?.value).toBe('by hand');
    expect(await storage.messages.list({ runId: run.id })).toEqual([]);
    const again = {
      ...edited,
      blocks: [{ id: block.id, value: 'by hand and by the agent', was: 'by hand' }],
    };
    expect(await storage.runs.commitStep(again)).toBe(true);
    expect((await storage.blocks.retrieve(block.id))?.value).toBe('by hand and by the agent');
    expect(await storage.runs.retrieve(run.id)).toMatchObject({ stepsDone: 1 });
  });

  it('stores messages, edits, cost and end together', async () => {
    expect(await storage.runs.commitStep(step(0))).toBe(true);
    expect(await storage.runs.commitStep(step(1, { end: 'completed' }))).toBe(true);

    const messages = await storage.messages.list({ runId: run.id });
    expect(messages.map(({ role, content, otid }) => [role, content, otid])).toEqual([
      ['user', 'I moved to Oslo, step 0', 'otid-0'],
      ['user', 'I moved to Oslo, step 1', 'otid-1'],
    ]);
    expect(await storage.blocks.retrieve(block.id)).toMatchObject({ value: 'Lives in Oslo, step 1' });
    expect(await storage.runs.steps(run.id)).toMatchObject([
      { model: 'mock', totalTokens: 12, stopReason: null },
      { model: 'mock', totalTokens: 12, stopReason: 'tool_rule' },
    ]);
    expect(await storage.runs.retrieve(run.id)).toMatchObject({
      status: 'completed',
      stopReason: 'tool_rule',
      stepsDone: 2,
      input: [],
    });
    const ended = await storage.agents.retrieve(agent.id);
    expect(ended).toMatchObject({ lastStopReason: 'tool_rule' });
    expect(ended?.lastRunDurationMs).toBeGreaterThanOrEqual(0);
  });

  it('stores a step that is replayed once only', async () => {
    await storage.runs.commitStep(step(0));
    expect(await storage.runs.commitStep(step(0, { value: 'twice' }))).toBe(false);
    await expectOnlyStepZero();
  });

  it('stores one of two equal steps that arrive together', async () => {
    const stored = await Promise.all([storage.runs.commitStep(step(0)), storage.runs.commitStep(step(0))]);
    expect(stored).toEqual([true, false]);
    await expectOnlyStepZero();
  });

  it('stores nothing of a run that has been cancelled', async () => {
    await storage.runs.commitStep(step(0));
    await storage.runs.finish(run.id, { status: 'cancelled', stopReason: 'cancelled', errorDetail: null });
    expect(await storage.runs.commitStep(step(1))).toBe(false);
    await expectOnlyStepZero();
  });

  it('stores nothing when one of its messages cannot be stored', async () => {
    await storage.runs.commitStep(step(0));
    const [existing] = await storage.messages.list({ runId: run.id });
    const broken = step(1);
    await expect(
      storage.runs.commitStep({ ...broken, messages: [...broken.messages, { ...existing! }] }),
    ).rejects.toMatchObject({ code: 'storage' });
    await expectOnlyStepZero();
    expect(await storage.runs.retrieve(run.id)).toMatchObject({ stepsDone: 1, status: 'created' });
  });

  it('stores nothing of a run whose agent was deleted', async () => {
    await storage.agents.delete(agent.id);
    expect(await storage.runs.commitStep(step(0))).toBe(false);
    expect(await storage.messages.list({})).toEqual([]);
    expect(await storage.blocks.retrieve(block.id)).toMatchObject({ value: '' });
  });
});

describe('finish', () => {
  it('ends a run once and keeps no copy of its input', async () => {
    const failed = { status: 'failed', stopReason: 'llm_api_error', errorDetail: 'rate limit' } as const;
    expect(await storage.runs.finish(run.id, failed)).toBe(true);
    expect(await storage.runs.finish(run.id, { ...failed, status: 'cancelled' })).toBe(false);
    const ended = await storage.runs.retrieve(run.id);
    expect(ended).toMatchObject({ ...failed, input: [] });
    expect(ended?.completedAt).not.toBeNull();
    expect(await storage.runs.unfinished()).toEqual([]);
  });
});

describe('findByDedupeKey', () => {
  it('finds the newest run of this agent with the key within the time', async () => {
    const first = await accept('key');
    const second = await accept('key');
    expect(await storage.runs.findByDedupeKey(agent.id, 'key', first.createdAt)).toMatchObject({
      id: second.id,
    });
    expect(await storage.runs.findByDedupeKey(agent.id, 'other', first.createdAt)).toBeNull();
    expect(await storage.runs.findByDedupeKey('agent-other', 'key', first.createdAt)).toBeNull();
    expect(await storage.runs.findByDedupeKey(agent.id, 'key', '9999')).toBeNull();
  });
});

describe('list', () => {
  it('filters and pages by arrival', async () => {
    const others = [await accept(), await accept(), await accept()];
    await storage.runs.finish(others[1]!.id, { status: 'failed', stopReason: 'error', errorDetail: null });
    const newest = await storage.runs.list({ agentIds: [agent.id] }, { limit: 2, ascending: false });
    expect(newest.map(({ id }) => id)).toEqual([others[2]!.id, others[1]!.id]);
    const older = await storage.runs.list({}, { limit: null, ascending: true, olderThan: others[1]!.id });
    expect(older.map(({ id }) => id)).toEqual([run.id, others[0]!.id]);
    const failed = await storage.runs.list({ statuses: ['failed'] }, { limit: null, ascending: true });
    expect(failed.map(({ id }) => id)).toEqual([others[1]!.id]);
    expect(await storage.runs.list({ background: true }, { limit: null, ascending: true })).toEqual([]);
  });
});

async function accept(dedupeKey: string | null = null): Promise<RunRow> {
  return storage.runs.accept({
    agentId: agent.id,
    input: [{ role: 'user', content: 'I moved to Oslo', otid: 'otid-1' }],
    maxSteps: 10,
    dedupeKey,
  });
}

function step(stepIndex: number, change: { value?: string; end?: 'completed' } = {}): StepCommit {
  return {
    runId: run.id,
    agentId: agent.id,
    stepIndex,
    messages: [
      {
        id: newId('message'),
        role: 'user',
        content: `I moved to Oslo, step ${stepIndex}`,
        otid: `otid-${stepIndex}`,
      },
    ],
    blocks: [{ id: block.id, value: change.value ?? `Lives in Oslo, step ${stepIndex}` }],
    usage: { model: 'mock', promptTokens: 10, completionTokens: 2, totalTokens: 12 },
    ...(change.end === undefined
      ? {}
      : { end: { status: change.end, stopReason: 'tool_rule', errorDetail: null } }),
  };
}

async function expectOnlyStepZero(): Promise<void> {
  expect((await storage.messages.list({ runId: run.id })).map(({ content }) => content)).toEqual([
    'I moved to Oslo, step 0',
  ]);
  expect(await storage.blocks.retrieve(block.id)).toMatchObject({ value: 'Lives in Oslo, step 0' });
  expect(await storage.runs.steps(run.id)).toHaveLength(1);
}
