import { createAgentStore, type AgentStore } from './agent-store.js';
import { createArchiveStore, type ArchiveStore } from './archive-store.js';
import { createBlockStore, type BlockStore } from './block-store.js';
import { createClock } from './clock.js';
import { openDatabase } from './database.js';
import { createMessageStore, type MessageStore } from './message-store.js';
import { createPassageStore, type PassageStore } from './passage-store.js';
import { createRunStore, type RunStore } from './run-store.js';
import { createTagStore, type TagStore } from './tag-store.js';

/** All that is stored, one store per group of tables. */
export interface Storage {
  agents: AgentStore;
  blocks: BlockStore;
  messages: MessageStore;
  runs: RunStore;
  archives: ArchiveStore;
  passages: PassageStore;
  tags: TagStore;
  /** Waits for the writes under way and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens the database of an embedded Letta, makes it and its folder when they are not there, and brings an
 * older one to today's schema.
 *
 * @param options `url`: `:memory:`, or `file:` and a path.
 * @throws EmbeddedStorageError when it cannot be opened or written, or was made by a newer version.
 * @example
 * const storage = await openStorage({ url: 'file:memory.db' });
 */
export async function openStorage({ url }: { url: string }): Promise<Storage> {
  const database = await openDatabase(url);
  const clock = createClock();
  return {
    agents: createAgentStore(database, clock),
    blocks: createBlockStore(database, clock),
    messages: createMessageStore(database),
    runs: createRunStore(database, clock),
    archives: createArchiveStore(database, clock),
    passages: createPassageStore(database, clock),
    tags: createTagStore(database),
    close: () => database.close(),
  };
}
