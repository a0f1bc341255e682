import { z } from 'zod';

import type { NewAgent } from '../storage/agent-store.js';
import { invalidArgument } from './api-error.js';
import { createBlockBody } from './block-bodies.js';
import { idOf, optional } from './validation.js';

const AGENT_TYPES = [
  'memgpt_agent',
  'memgpt_v2_agent',
  'letta_v1_agent',
  'react_agent',
  'workflow_agent',
  'split_thread_agent',
  'sleeptime_agent',
  'voice_convo_agent',
  'voice_sleeptime_agent',
] as const;

const handle = z
  .string()
  .regex(/^[^/]+\/.+$/, 'The embedding handle should be in the format provider/model-name');

const timezone = z.string().refine(isTimeZone, 'Input should be a time zone of the IANA database');

const fields = {
  system: optional(z.string()),
  model: optional(z.string()),
  embedding: optional(handle),
  description: optional(z.string()),
  metadata: optional(z.record(z.string(), z.unknown())),
  tags: optional(z.array(z.string())),
  block_ids: optional(z.array(idOf('block'))),
  timezone: optional(timezone),
  message_buffer_autoclear: optional(z.boolean()),
  hidden: optional(z.boolean()),
};

/** The body that makes an agent. */
export const createAgentBody = z.object({
  ...fields,
  name: optional(
    z
      .string()
      .regex(
        /^[\p{L}\p{N}_ '-]+$/u,
        'Only letters, digits, spaces, hyphens, underscores, and apostrophes are allowed',
      ),
  ),
  agent_type: optional(z.enum(AGENT_TYPES)),
  llm_config: optional(z.looseObject({ handle: optional(z.string()), model: optional(z.string()) })),
  memory_blocks: optional(z.array(createBlockBody)),
  initial_message_sequence: optional(
    z.array(z.unknown()).max(0, 'The embedded server starts an agent without messages'),
  ),
});

/** The body that changes an agent. What is left out or null stays as it is. */
export const updateAgentBody = z.object({ ...fields, name: optional(z.string()) });

/**
 * What to store for a new agent.
 *
 * @param body The checked body.
 * @param instructions The system prompt when the body has none.
 * @throws HTTPException 400 when no model, or no handle of a model, is named.
 */
export function toNewAgent(body: z.output<typeof createAgentBody>, instructions: string): NewAgent {
  return {
    name: body.name ?? 'memory-agent',
    agentType: body.agent_type ?? 'sleeptime_agent',
    system: body.system ?? instructions,
    model: modelOf(body),
    embedding: body.embedding ?? null,
    description: body.description ?? null,
    metadata: body.metadata ?? {},
    settings: {},
    timezone: body.timezone ?? 'UTC',
    messageBufferAutoclear: body.message_buffer_autoclear ?? false,
    hidden: body.hidden ?? null,
    tags: body.tags ?? [],
  };
}

/** What to change in a stored agent. */
export function toAgentChange(body: z.output<typeof updateAgentBody>): Partial<NewAgent> {
  if (body.model !== undefined) {
    checkHandle(body.model);
  }
  return {
    name: body.name,
    system: body.system,
    model: body.model,
    embedding: body.embedding,
    description: body.description,
    metadata: body.metadata,
    timezone: body.timezone,
    messageBufferAutoclear: body.message_buffer_autoclear,
    hidden: body.hidden,
    tags: body.tags,
  };
}

function modelOf({ model, llm_config: config }: z.output<typeof createAgentBody>): string {
  if (model !== undefined) {
    return checkHandle(model);
  }
  if (config === undefined) {
    throw invalidArgument('Must specify either model or llm_config in request');
  }
  return config.handle ?? `unknown/${config.model ?? 'model'}`;
}

function checkHandle(model: string): string {
  if (!/^[^/]+\/.+$/.test(model)) {
    throw invalidArgument('The model handle should be in the format provider/model-name');
  }
  return model;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
