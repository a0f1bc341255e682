import type { ContextEvent } from './context/context-events.js';
import type { OutboxEvent } from './outbox/outbox-events.js';

/**
 * Something worth knowing that is no error. Events bear ids and figures, never words of a user.
 *
 * - `agent-created`: a new user got a memory agent;
 * - `agent-removed`: our own agent lost the race against an older one of another process, and was removed;
 * - `background-unavailable`: the server has no background conversation endpoint, so runs of one user are
 *   kept in order within this process only;
 * - `block-over-limit`: a block outgrew its limit and was cut, at a line, where it goes into a prompt;
 * - `portion-accepted`: one portion of the messages was accepted by the server;
 * - `context-…`: how a chat came by the learned context, see {@link ContextEvent};
 * - `turn-…`: what became of what was said in a chat, see {@link OutboxEvent}.
 */
export type MemoryEvent =
  | { type: 'agent-created'; userId: string; agentId: string; model: string }
  | { type: 'agent-removed'; userId: string; agentId: string; keptAgentId: string }
  | { type: 'background-unavailable'; status: number }
  | { type: 'block-over-limit'; userId: string; label: string; length: number; limit: number }
  | { type: 'portion-accepted'; userId: string; runId: string; portion: number; portions: number }
  | ContextEvent
  | OutboxEvent;

/** Takes events; what it throws is dropped. */
export type MemoryEventHandler = (event: MemoryEvent) => void;

/** Makes a handler of an app harmless: what it throws is dropped, and none at all is fine. */
export function safeHandler<Event>(handler: ((event: Event) => void) | undefined): (event: Event) => void {
  return (event) => {
    try {
      handler?.(event);
    } catch {
      // An app's broken handler must not break its memory.
    }
  };
}
