import type { BackgroundSettings } from './background-options.js';
import { ContextCache } from './context/context-cache.js';
import { ContextPins } from './context/context-pins.js';
import type { LearnedBlock } from './context/learned-blocks.js';
import type { PendingText } from './context/pending-lines.js';
import { deliverTurns } from './deliver-turns.js';
import { Delivery } from './delivery/delivery.js';
import { UserLanes } from './delivery/user-lanes.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { readLearned } from './learned-context.js';
import { UserAgents } from './letta/user-agents.js';
import type { MemorySettings } from './memory-options.js';
import { Outbox } from './outbox/outbox.js';
import type { OutboxEvent } from './outbox/outbox-events.js';

/**
 * What a `Memory` is made of, and what all its middlewares share. The public class shows only what apps need.
 */
export class MemoryCore {
  readonly settings: MemorySettings;
  readonly agents: UserAgents;
  readonly delivery: Delivery;
  readonly lanes = new UserLanes();
  readonly cache: ContextCache<readonly LearnedBlock[] | null>;
  readonly pins: ContextPins;
  readonly outbox: Outbox;

  constructor(settings: MemorySettings) {
    const { server, background, onEvent } = settings;
    this.settings = settings;
    this.agents = new UserAgents(settings.agents);
    this.delivery = new Delivery(this.agents, settings);
    this.cache = new ContextCache({
      read: async (userId) => {
        const agent = await this.agents.find(server, userId);
        return agent && readLearned(userId, agent, onEvent);
      },
      ...cacheBounds(background),
      onEvent,
      onError: background.onError,
    });
    this.pins = new ContextPins(background.maxUsers === undefined ? {} : { maxUsers: background.maxUsers });
    const { delivery, lanes, cache } = this;
    const { runTimeoutMs, timeZone } = settings;
    this.outbox = new Outbox({
      deliver: deliverTurns({ server, delivery, lanes, cache, timeZone, runTimeoutMs }),
      batch: background.batch,
      onEvent: (event) => this.#tell(event),
      onDeadLetter: background.onDeadLetter,
    });
  }

  /** What the user said in other conversations and is not learned yet. */
  readonly pendingOf = (userId: string, exceptConversationId: string | undefined): readonly PendingText[] =>
    this.outbox.pendingTexts(userId, exceptConversationId);

  /** IANA name of a user's time zone. */
  readonly timeZoneOf = (userId: string): string => this.settings.timeZone(userId);

  /** What was injected or cached of a user is not true any more. */
  forgetContext(userId: string): void {
    this.cache.forget(userId);
    this.pins.forget(userId);
  }

  #tell(event: OutboxEvent): void {
    if (event.type === 'turn-failed') this.settings.background.onError(event.error);
    this.settings.onEvent(event);
  }
}

/** Undefined bounds are left out, so that the cache's own defaults hold. */
function cacheBounds({ budgetMs, maxUsers, ttlMs }: BackgroundSettings): {
  budgetMs?: number;
  maxUsers?: number;
  ttlMs?: number;
} {
  return {
    ...(budgetMs === undefined ? {} : { budgetMs }),
    ...(maxUsers === undefined ? {} : { maxUsers }),
    ...(ttlMs === undefined ? {} : { ttlMs }),
  };
}

// Middlewares come from another entry of the package; both share this module, and apps see none of it: no public
// property, nothing in the types, and a memory is let go with its core.
const cores = new WeakMap<object, MemoryCore>();

/** Makes what a new `Memory` is made of. */
export function makeCore(memory: object, settings: MemorySettings): MemoryCore {
  const core = new MemoryCore(settings);
  cores.set(memory, core);
  return core;
}

/**
 * What a `Memory` is made of.
 *
 * @throws MemoryArgumentError for anything but a `Memory` of this copy of the package.
 */
export function coreOf(memory: unknown): MemoryCore {
  const core = typeof memory === 'object' && memory !== null ? cores.get(memory) : undefined;
  if (core) return core;
  throw new MemoryArgumentError({
    argument: 'memory',
    message:
      '`memory` must be a `Memory` of letta-memory: `new Memory()`. If it is one, two copies of letta-memory are ' +
      'installed or bundled; keep one.',
  });
}
