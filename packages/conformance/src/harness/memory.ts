import { Memory, type MemoryOptions } from 'letta-memory';

import { clientOf, type ServerUnderTest } from '../servers/server.js';
import { recordingFetch, type RecordingFetch } from './recording-fetch.js';

/** A `Memory` on a server under test, as an app would make it. */
export function memoryOn(server: ServerUnderTest, options: MemoryOptions = {}): Memory {
  return new Memory({ client: clientOf(server), ...options });
}

/** A `Memory` whose requests are recorded. */
export function recordedMemory(
  server: ServerUnderTest,
  options: MemoryOptions = {},
): RecordingFetch & { memory: Memory } {
  const recording = recordingFetch(server.fetch);
  return {
    ...recording,
    memory: memoryOn(server, { client: clientOf(server, { fetch: recording.fetch }), ...options }),
  };
}

/** One message of a user, in the seed's form. */
export const says = (content: string): { role: 'user'; content: string } => ({ role: 'user', content });

/** Adds words of a user and waits until they are learned. */
export async function teach(memory: Memory, userId: string, ...words: string[]): Promise<string> {
  const run = await memory.addMessages(userId, words.map(says));
  await memory.waitForRun(run);
  return run.agentId;
}
