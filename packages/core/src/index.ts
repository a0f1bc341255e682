export { Memory } from './memory.js';
export type {
  DeleteUserResult,
  InitializeOptions,
  MemoryCallOptions,
  MemoryReadOptions,
  MemoryStats,
  WaitForRunOptions,
} from './call-options.js';
export type { MemoryOptions } from './memory-options.js';
export type { BackgroundOptions, MemoryBatchOptions, MemoryCacheOptions } from './background-options.js';
export type { CapturedMessage, CaptureTurnOptions } from './capture-turn.js';
export type { ContextEvent, ContextSkipReason, ContextStats } from './context/context-events.js';
export type { DeadLetter, DropReason, OutboxEvent, TurnIds } from './outbox/outbox-events.js';
export type { OutboxStats } from './outbox/outbox.js';
export type { TurnItem } from './turn/turn.js';
export type { MemoryBlock } from './letta/block-shapes.js';
export type { MemoryRun } from './delivery/delivery.js';
export type { MemoryRunProgress, MemoryRunResult } from './delivery/run-end.js';
export type { MemoryEvent, MemoryEventHandler } from './events.js';
export type { MemoryMessage } from './turn/messages.js';
export { MemoryError } from './errors/memory-error.js';
export type { MemoryErrorCode } from './errors/memory-error.js';
export { MemoryAbortedError } from './errors/memory-aborted-error.js';
export { MemoryArgumentError } from './errors/memory-argument-error.js';
export { MemoryConfigurationError } from './errors/memory-configuration-error.js';
export { MemoryRequestError } from './errors/memory-request-error.js';
export { MemoryRunError } from './errors/memory-run-error.js';
export { MemoryRunTimeoutError } from './errors/memory-run-timeout-error.js';
