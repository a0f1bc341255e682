import type { Context } from 'hono';
import { z } from 'zod';

import type { AgentRow } from '../storage/agent-store.js';
import type { BlockRow } from '../storage/block-rows.js';
import { AGENT_TOOLS, TOOL_RULES } from './agent-tools.js';
import type { ApiOptions } from './api-options.js';
import { toBlockOfAgent } from './block-response.js';
import { llmConfigOf } from './model-state.js';
import { many } from './validation.js';

/** Which relations of an agent are told. */
export interface Include {
  blocks: boolean;
  tags: boolean;
  tools: boolean;
}

/** All relations, as in the answers to changes. */
export const EVERYTHING: Include = { blocks: true, tags: true, tools: true };

/** The query parameters that choose relations. */
export const includeQuery = {
  include: many(
    z.enum([
      'agent.blocks',
      'agent.identities',
      'agent.managed_group',
      'agent.pending_approval',
      'agent.secrets',
      'agent.sources',
      'agent.tags',
      'agent.tools',
    ]),
  ),
  include_relationships: many(z.string()),
};

/**
 * Which relations a request wants. The official clients of version 1 and later get those they ask for; older
 * ones and everybody else get all when they do not choose.
 */
export function includeOf(
  context: Context,
  query: { include?: string[] | undefined; include_relationships?: string[] | undefined },
): Include {
  if (query.include_relationships !== undefined) {
    const wanted = new Set(query.include_relationships);
    return { blocks: wanted.has('memory'), tags: wanted.has('tags'), tools: wanted.has('tools') };
  }
  if (query.include === undefined && !isNewClient(context)) {
    return EVERYTHING;
  }
  const wanted = new Set(query.include);
  return {
    blocks: wanted.has('agent.blocks'),
    tags: wanted.has('agent.tags'),
    tools: wanted.has('agent.tools'),
  };
}

/** Whether the request comes from an official client of version 1 or later, by the header those send. */
export function isNewClient(context: Context): boolean {
  return context.req.header('x-stainless-package-version') !== undefined;
}

/**
 * Agents as Letta tells them.
 *
 * @param agents What is stored.
 * @param include Which relations to tell.
 */
export async function toAgentResponses(
  agents: readonly AgentRow[],
  include: Include,
  { storage, model }: Pick<ApiOptions, 'storage' | 'model'>,
) {
  const ids = agents.map(({ id }) => id);
  const messageIds = await storage.messages.idsInContext(ids);
  const blocks = include.blocks ? await storage.blocks.ofAgents(ids) : new Map<string, BlockRow[]>();
  return agents.map((agent) =>
    toAgentResponse(agent, {
      model,
      include,
      messageIds: messageIds.get(agent.id) ?? [],
      blocks: blocks.get(agent.id) ?? [],
    }),
  );
}

function toAgentResponse(
  agent: AgentRow,
  relations: { model: ApiOptions['model']; include: Include; messageIds: string[]; blocks: BlockRow[] },
) {
  const blocks = relations.blocks.map(toBlockOfAgent);
  return {
    ...FIXED_FIELDS,
    ...agent.settings,
    created_at: agent.createdAt,
    updated_at: agent.updatedAt,
    id: agent.id,
    name: agent.name,
    message_ids: relations.messageIds,
    system: agent.system,
    agent_type: agent.agentType,
    llm_config: llmConfigOf(agent.model, relations.model),
    model: agent.model,
    embedding: agent.embedding,
    description: agent.description,
    metadata: agent.metadata,
    memory: { agent_type: agent.agentType, git_enabled: false, blocks, file_blocks: [], prompt_template: '' },
    blocks,
    tools: relations.include.tools ? AGENT_TOOLS : [],
    tags: relations.include.tags ? agent.tags : [],
    message_buffer_autoclear: agent.messageBufferAutoclear,
    last_run_completion: agent.lastRunCompletion,
    last_run_duration_ms: agent.lastRunDurationMs,
    last_stop_reason: agent.lastStopReason,
    timezone: agent.timezone,
    hidden: agent.hidden,
  };
}

const FIXED_FIELDS = {
  created_by_id: null,
  last_updated_by_id: null,
  tool_rules: TOOL_RULES,
  embedding_config: null,
  model_settings: null,
  compaction_settings: null,
  response_format: null,
  sources: [],
  tool_exec_environment_variables: [],
  secrets: [],
  project_id: null,
  template_id: null,
  base_template_id: null,
  deployment_id: null,
  entity_id: null,
  identity_ids: [],
  identities: [],
  pending_approval: null,
  enable_sleeptime: null,
  multi_agent_group: null,
  managed_group: null,
  max_files_open: 5,
  per_file_view_window_char_limit: 15_000,
};
