import { generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryTools } from '../agent/memory-tools.js';
import { createOfflineModel } from './offline-model.js';

const model = createOfflineModel({ now: () => new Date('2026-11-24T12:00:00') });
const instructions = '<human description="Details.">\nName: Sarah\nLives in: Bergen (2026-11-24)\n</human>';

describe('createOfflineModel', () => {
  it('names itself a stand-in', () => {
    expect(model).toMatchObject({
      specificationVersion: 'v4',
      provider: 'letta-memory-offline',
      modelId: 'offline-stand-in',
    });
  });

  it('streams its answer word by word', async () => {
    const result = streamText({ model, instructions, prompt: 'Where do I live?' });
    const words: string[] = [];
    for await (const word of result.textStream) words.push(word);
    expect(words).toEqual(['You', ' live', ' in', ' Bergen.']);
    expect(await result.finishReason).toBe('stop');
    expect((await result.usage).outputTokens).toBeGreaterThan(0);
  });

  it('streams tool calls in pieces', async () => {
    const blocks =
      '<memory_blocks>\n<human>\n<description>\nThe user.\n</description>\n<metadata>\n- chars_current=0\n- chars_limit=500\n</metadata>\n<value>\n\n</value>\n</human>\n</memory_blocks>';
    const result = streamText({
      model,
      instructions: blocks,
      prompt: 'I live in Bergen.',
      tools: memoryTools,
    });
    const kinds: string[] = [];
    for await (const part of result.fullStream) kinds.push(part.type);
    expect(kinds.filter((kind) => kind.startsWith('tool-'))).toEqual([
      'tool-input-start',
      'tool-input-delta',
      'tool-input-end',
      'tool-call',
    ]);
    expect(await result.finishReason).toBe('tool-calls');
    expect((await result.toolCalls).map(({ toolName, input }) => ({ toolName, input }))).toEqual([
      {
        toolName: 'memory_insert',
        input: { label: 'human', new_string: 'Lives in: Bergen (2026-11-24)', insert_line: -1 },
      },
    ]);
  });

  it('gives the same text streamed and generated', async () => {
    const { text } = await generateText({ model, instructions, prompt: 'What do you know about me?' });
    expect(await streamText({ model, instructions, prompt: 'What do you know about me?' }).text).toBe(text);
  });

  it('keeps to the most tokens it may write', async () => {
    const { text, finishReason } = await generateText({
      model,
      instructions,
      prompt: 'What do you know about me?',
      maxOutputTokens: 4,
    });
    expect(text).toBe('I know that your');
    expect(finishReason).toBe('length');
  });

  it('rejects with the reason of an abort', async () => {
    const reason = new Error('enough');
    await expect(model.doGenerate({ prompt: [], abortSignal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      abortSignal: controller.signal,
    });
    const reader = stream.getReader();
    await reader.read();
    controller.abort(reason);
    const rest = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toBe(reason);
  });

  it('answers an empty prompt', async () => {
    const { content } = await model.doGenerate({ prompt: [] });
    expect(content).toEqual([{ type: 'text', text: expect.stringMatching(/\S/) }]);
  });

  it('calls no tools of others, and says so when it must', async () => {
    const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: () => 'rain' }) };
    const { toolCalls } = await generateText({
      model,
      prompt: 'What is the weather in Rome?',
      tools,
      stopWhen: isStepCount(3),
    });
    expect(toolCalls).toEqual([]);
    await expect(
      generateText({ model, prompt: 'What is the weather?', tools, toolChoice: 'required' }),
    ).rejects.toThrow(/offline stand-in calls the memory tools only/);
  });

  it('fills a simple schema with the smallest value that fits', async () => {
    const schema = z.object({
      title: z.string().min(2),
      count: z.number().min(3),
      tags: z.array(z.string()).min(1),
      kind: z.enum(['a', 'b']),
      done: z.boolean(),
      more: z.string().optional(),
    });
    const { output } = await generateText({ model, prompt: 'Fill it.', output: Output.object({ schema }) });
    expect(output).toEqual({ title: '--', count: 3, tags: [''], kind: 'a', done: false });
  });

  it('refuses a schema that is not simple', async () => {
    const schema = jsonSchema<{ at: string }>({
      type: 'object',
      properties: { at: { type: 'string', pattern: '^[A-Z]{3}$' } },
      required: ['at'],
    });
    await expect(
      generateText({ model, prompt: 'Fill it.', output: Output.object({ schema }) }),
    ).rejects.toThrow(/fills only simple JSON schemas/);
  });

  it('ends in words when it has no tool to finish with', async () => {
    const { memory_insert } = memoryTools;
    const { text, finishReason } = await generateText({ model, prompt: 'Hm.', tools: { memory_insert } });
    expect(text).toBe('Everything is noted.');
    expect(finishReason).toBe('stop');
  });
});
