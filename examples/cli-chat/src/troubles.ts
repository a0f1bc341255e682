import { APICallError, RetryError } from 'ai';
import { MemoryError } from 'letta-memory';
import { EmbeddedStorageError } from 'letta-memory-embedded';

/** What went wrong with the model, in one sentence. */
export function modelTrouble(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (!APICallError.isInstance(cause)) return `The model did not answer: ${messageOf(cause)}`;
  switch (cause.statusCode) {
    case undefined:
      return `The model's server at ${originOf(cause.url)} cannot be reached; is it running, and is OPENAI_BASE_URL right?`;
    case 401:
    case 403:
      return 'The model refused the key; is OPENAI_API_KEY right?';
    case 404:
      return `The model was not found at ${cause.url}; are OPENAI_MODEL and OPENAI_BASE_URL right (the address often ends in /v1)?`;
    case 429:
      return 'The model takes no more for now (too many requests, or the credit is used up); try again later.';
    default:
      return `The model failed with status ${cause.statusCode}: ${messageOf(cause)}`;
  }
}

/** What went wrong with memory, in a sentence or two. */
export function memoryTrouble(error: unknown): string {
  return `${reasonOf(error)} The chat goes on without.`;
}

function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // its advice is for programmers
    if (EmbeddedStorageError.isInstance(cause))
      return `${firstSentence(cause.message)} Choose another file with --db.`;
  }
  return MemoryError.isInstance(error) ? error.message : messageOf(error);
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = text.split('\n');
  return firstLine.length > 200 ? `${firstLine.slice(0, 200)}…` : firstLine;
}
