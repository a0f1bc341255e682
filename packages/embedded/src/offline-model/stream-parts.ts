import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from '@ai-sdk/provider';

/** A finished answer as the parts of a stream: text word by word, tool inputs in pieces. */
export function toStreamParts(result: LanguageModelV4GenerateResult): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [{ type: 'stream-start', warnings: result.warnings }];
  if (result.response !== undefined) parts.push({ type: 'response-metadata', ...result.response });
  result.content.forEach((content, place) => {
    if (content.type === 'text') parts.push(...textParts(content.text, `text-${place}`));
    if (content.type === 'tool-call') {
      const { toolCallId: id, toolName, input } = content;
      parts.push(
        { type: 'tool-input-start', id, toolName },
        { type: 'tool-input-delta', id, delta: input },
        { type: 'tool-input-end', id },
        content,
      );
    }
  });
  parts.push({ type: 'finish', usage: result.usage, finishReason: result.finishReason });
  return parts;
}

function textParts(text: string, id: string): LanguageModelV4StreamPart[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
  return [
    { type: 'text-start', id },
    ...words.map((delta) => ({ type: 'text-delta', id, delta }) as const),
    { type: 'text-end', id },
  ];
}

/** A stream that gives its parts one by one and ends with an error when it is aborted. */
export function streamOf(
  parts: readonly LanguageModelV4StreamPart[],
  signal: AbortSignal | undefined,
): ReadableStream<LanguageModelV4StreamPart> {
  let place = 0;
  return new ReadableStream({
    pull(controller) {
      if (signal?.aborted === true) return controller.error(signal.reason);
      const part = parts[place];
      place += 1;
      if (part === undefined) return controller.close();
      controller.enqueue(part);
    },
  });
}
