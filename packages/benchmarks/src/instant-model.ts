import { MockLanguageModelV4 } from 'ai/test';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/**
 * A memory agent's model that thinks in no time: it notes one line in the `human` block, then finishes.
 * What a run costs with it is what the server itself costs.
 */
export function createInstantModel(): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      const hasNoted = prompt.at(-1)?.role === 'tool';
      const [toolName, input] = hasNoted
        ? ['memory_finish_edits', {}]
        : ['memory_rethink', { label: 'human', new_memory: 'Name: Sarah' }];
      return {
        content: [
          { type: 'tool-call', toolCallId: crypto.randomUUID(), toolName, input: JSON.stringify(input) },
        ],
        finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
        usage,
        warnings: [],
      };
    },
  });
}
