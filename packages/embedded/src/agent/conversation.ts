import type { ModelMessage, ToolResultPart } from 'ai';

/** A stored message, as far as a model needs it. */
export interface StoredMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  /** The calls of an assistant message; `arguments` is the JSON a model wrote. */
  toolCalls: readonly { id: string; name: string; arguments: string }[];
  /** Of a tool message: the call it answers. */
  toolCallId: string | null;
  toolName: string | null;
  toolStatus: 'success' | 'error' | null;
}

/**
 * Stored messages as the AI SDK's. Results of one step's calls become one tool message, and a call whose
 * result is not there is left out, since providers refuse it.
 *
 * @param stored The messages in order.
 */
export function toConversation(stored: readonly StoredMessage[]): ModelMessage[] {
  const answered = new Set(
    stored.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : [])),
  );
  const conversation: ModelMessage[] = [];
  for (const message of stored) {
    if (message.role === 'assistant') {
      const calls = message.toolCalls.filter((call) => answered.has(call.id));
      if (message.content !== '' || calls.length > 0) {
        conversation.push({
          role: 'assistant',
          content: [
            ...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content }]),
            ...calls.map((call) => ({
              type: 'tool-call' as const,
              toolCallId: call.id,
              toolName: call.name,
              input: parseArguments(call.arguments),
            })),
          ],
        });
      }
    } else if (message.role === 'tool') {
      const part = toolResult(
        message.toolCallId ?? '',
        message.toolName ?? '',
        message.toolStatus ?? 'success',
        message.content,
      );
      const last = conversation.at(-1);
      if (last?.role === 'tool') last.content.push(part);
      else conversation.push({ role: 'tool', content: [part] });
    } else {
      // A system message in the middle is refused by many chat templates; as input it is material anyway.
      conversation.push({ role: 'user', content: message.content });
    }
  }
  return conversation;
}

/**
 * What a model reads as the result of its call: Letta's little envelope, which tells success from failure.
 *
 * @param toolCallId The call it answers.
 * @param toolName The tool that was called.
 * @param status Whether the tool did it.
 * @param content What the tool says.
 */
export function toolResult(
  toolCallId: string,
  toolName: string,
  status: 'success' | 'error',
  content: string,
): ToolResultPart {
  const value = JSON.stringify({ status: status === 'success' ? 'OK' : 'Failed', message: content });
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } };
}

function parseArguments(json: string): unknown {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
