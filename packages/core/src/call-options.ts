import type { ContextStats } from './context/context-events.js';
import type { MemoryRunProgress } from './delivery/run-end.js';
import type { MemoryBlock } from './letta/block-shapes.js';
import type { OutboxStats } from './outbox/outbox.js';

/** What every method takes last. */
export interface MemoryCallOptions {
  /** Ends the call's waiting; it then rejects with `MemoryAbortedError`. */
  signal?: AbortSignal;
}

/** Options of `getUserMemory` and `getSummary`. */
export interface MemoryReadOptions extends MemoryCallOptions {
  /** Whether to return the block as it goes into a prompt, tags and all. Default: false, the bare text. */
  promptFormatted?: boolean;
}

/** Options of `initializeUserMemory`. */
export interface InitializeOptions extends MemoryCallOptions {
  /** Whether to delete what is there and start over. Default false. */
  reset?: boolean;
  /** Blocks to add, or to give another description or limit. What was learned in them stays. */
  blocks?: MemoryBlock[];
}

/** Options of `waitForRun`. */
export interface WaitForRunOptions extends MemoryCallOptions {
  /** Milliseconds until the waiting ends. Default: the option `runTimeoutMs` of `Memory`. */
  timeoutMs?: number;
  /** Is told at each look at the run. What it throws is dropped. */
  onProgress?: (progress: MemoryRunProgress) => void;
}

/** What `deleteUser` did. */
export interface DeleteUserResult {
  /** Whether there was anything to delete. */
  deleted: boolean;
  /** What the server keeps and cannot delete, such as `provider_traces`; empty on the embedded server. */
  notDeletable: string[];
}

/** Figures since the `Memory` was made. */
export interface MemoryStats {
  /** How chats came by the learned context. */
  context: ContextStats;
  /** What became of the turns. */
  turns: OutboxStats;
}
