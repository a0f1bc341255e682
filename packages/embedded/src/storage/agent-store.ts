import type { InStatement, Row } from '@libsql/client';

import { blockAttachment, blockInserts, type NewBlock } from './block-rows.js';
import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { newId } from './ids.js';
import {
  booleanOf,
  jsonObjectOf,
  numberOf,
  optionalBooleanOf,
  optionalNumberOf,
  optionalTextOf,
  textOf,
  type JsonObject,
} from './row-values.js';
import { allOf, containsPattern, insertInto, updateOf, type Fragment } from './sql.js';
import { AGENT_TAGS, hasTags, tagInserts, tagReplacement, tagsOf } from './tag-rows.js';
import { windowClause, type Window } from './window.js';

/** An agent as it is stored. */
export interface AgentRow {
  id: string;
  name: string;
  agentType: string;
  /** The instruction it was given. */
  system: string;
  /** The handle it was made with. */
  model: string;
  embedding: string | null;
  description: string | null;
  metadata: JsonObject;
  /** Further fields that a caller set and that are given back as they came. */
  settings: JsonObject;
  timezone: string;
  /** Whether each run sees its own input only. */
  messageBufferAutoclear: boolean;
  hidden: boolean | null;
  tags: string[];
  lastStopReason: string | null;
  lastRunCompletion: string | null;
  lastRunDurationMs: number | null;
  createdAt: string;
  updatedAt: string;
}

/** What a new agent is made from. */
export type NewAgent = Omit<
  AgentRow,
  'id' | 'createdAt' | 'updatedAt' | 'lastStopReason' | 'lastRunCompletion' | 'lastRunDurationMs'
>;

/** Which agents are wanted. */
export interface AgentFilter {
  name?: string | undefined;
  /** Only agents whose name contains this text. */
  nameSearch?: string | undefined;
  tags?: readonly string[] | undefined;
  matchAllTags?: boolean;
  withHidden?: boolean;
  lastStopReason?: string | undefined;
  /** Only agents that have this block. */
  blockId?: string | undefined;
  /** Only agents that have this archive. */
  archiveId?: string | undefined;
}

/** Agents. */
export interface AgentStore {
  /** Makes an agent, its new blocks and its first (system) message in one transaction. */
  create(agent: NewAgent, blocks?: readonly NewBlock[], blockIds?: readonly string[]): Promise<AgentRow>;
  retrieve(id: string): Promise<AgentRow | null>;
  list(filter: AgentFilter, window: Window): Promise<AgentRow[]>;
  count(): Promise<number>;
  /** Changes what is given; `blockIds` replaces the blocks it has. Null when there is no such agent. */
  update(id: string, change: Partial<NewAgent>, blockIds?: readonly string[]): Promise<AgentRow | null>;
  /**
   * Deletes an agent with its messages, runs and steps, to the last byte. Its blocks and archives stay, as on
   * a Letta server. False when there was none.
   */
  delete(id: string): Promise<boolean>;
}

/**
 * @param database Where the agents are.
 * @param clock For the times of creation and change.
 */
export function createAgentStore(database: Database, clock: Clock): AgentStore {
  async function toAgents(rows: readonly Row[]): Promise<AgentRow[]> {
    const tags = await tagsOf(
      database,
      AGENT_TAGS,
      rows.map((row) => textOf(row, 'id')),
    );
    return rows.map((row) => toAgent(row, tags.get(textOf(row, 'id')) ?? []));
  }

  async function retrieve(id: string): Promise<AgentRow | null> {
    const rows = await database.all({ sql: 'SELECT * FROM agents WHERE id = ?', args: [id] });
    return (await toAgents(rows))[0] ?? null;
  }

  return {
    retrieve,

    async create(agent, blocks = [], blockIds = []) {
      const id = newId('agent');
      const createdAt = clock();
      const newBlocks = blocks.map((block) => blockInserts(block, createdAt));
      await database.write([
        insertInto('agents', {
          id,
          name: agent.name,
          agent_type: agent.agentType,
          system: agent.system,
          model: agent.model,
          metadata: JSON.stringify(agent.metadata),
          settings: JSON.stringify(agent.settings),
          embedding: agent.embedding,
          description: agent.description,
          timezone: agent.timezone,
          message_buffer_autoclear: agent.messageBufferAutoclear,
          hidden: agent.hidden,
          created_at: createdAt,
          updated_at: createdAt,
        }),
        ...tagInserts(AGENT_TAGS, id, agent.tags),
        ...newBlocks.flatMap(({ statements }) => statements),
        ...newBlocks.map((block) => blockAttachment(id, block.id)),
        ...blockIds.map((blockId) => blockAttachment(id, blockId)),
        systemMessage(id, agent.system, createdAt),
      ]);
      return {
        ...agent,
        id,
        tags: [...new Set(agent.tags)].toSorted(),
        lastStopReason: null,
        lastRunCompletion: null,
        lastRunDurationMs: null,
        createdAt,
        updatedAt: createdAt,
      };
    },

    async list(filter, window) {
      const clause = windowClause('agents', conditionOf(filter), window);
      return toAgents(await database.all({ sql: `SELECT * FROM agents ${clause.sql}`, args: clause.args }));
    },

    async count() {
      const row = await database.first('SELECT COUNT(*) AS agents FROM agents');
      return row === null ? 0 : numberOf(row, 'agents');
    },

    async update(id, change, blockIds) {
      // What was there before may be somebody's words or name: it goes from the log as well.
      await database.replace([
        updateOf('agents', { ...columnsOf(change), updated_at: clock() }, { sql: 'id = ?', args: [id] }),
        ...(change.tags === undefined ? [] : tagReplacement(AGENT_TAGS, id, change.tags)),
        ...(blockIds === undefined ? [] : blockReplacement(id, blockIds)),
        ...(change.system === undefined ? [] : [systemMessageChange(id, change.system)]),
      ]);
      return retrieve(id);
    },

    async delete(id) {
      const [result] = await database.erase([{ sql: 'DELETE FROM agents WHERE id = ?', args: [id] }]);
      return result !== undefined && result.rowsAffected > 0;
    },
  };
}

function columnsOf(agent: Partial<NewAgent>) {
  return {
    name: agent.name,
    agent_type: agent.agentType,
    system: agent.system,
    model: agent.model,
    embedding: agent.embedding,
    description: agent.description,
    metadata: agent.metadata === undefined ? undefined : JSON.stringify(agent.metadata),
    settings: agent.settings === undefined ? undefined : JSON.stringify(agent.settings),
    timezone: agent.timezone,
    message_buffer_autoclear: agent.messageBufferAutoclear,
    hidden: agent.hidden,
  };
}

function blockReplacement(agentId: string, blockIds: readonly string[]): InStatement[] {
  return [
    { sql: 'DELETE FROM agent_blocks WHERE agent_id = ?', args: [agentId] },
    ...blockIds.map((blockId) => blockAttachment(agentId, blockId)),
  ];
}

/** A Letta agent's history begins with its instruction. */
function systemMessage(agentId: string, system: string, createdAt: string): InStatement {
  return insertInto('messages', {
    id: newId('message'),
    agent_id: agentId,
    role: 'system',
    content: system,
    tool_calls: '[]',
    in_context: true,
    created_at: createdAt,
  });
}

function systemMessageChange(agentId: string, system: string): InStatement {
  return updateOf(
    'messages',
    { content: system },
    { sql: `agent_id = ? AND role = 'system' AND run_id IS NULL`, args: [agentId] },
  );
}

function conditionOf(filter: AgentFilter): Fragment {
  return allOf([
    filter.name === undefined ? undefined : { sql: 'name = ?', args: [filter.name] },
    filter.nameSearch === undefined
      ? undefined
      : { sql: `name LIKE ? ESCAPE '\\'`, args: [containsPattern(filter.nameSearch)] },
    hasTags(AGENT_TAGS, 'agents.id', filter.tags, filter.matchAllTags === true),
    filter.withHidden === true ? undefined : { sql: 'hidden IS NOT TRUE', args: [] },
    filter.lastStopReason === undefined
      ? undefined
      : { sql: 'last_stop_reason = ?', args: [filter.lastStopReason] },
    filter.blockId === undefined
      ? undefined
      : {
          sql: 'agents.id IN (SELECT agent_id FROM agent_blocks WHERE block_id = ?)',
          args: [filter.blockId],
        },
    filter.archiveId === undefined
      ? undefined
      : {
          sql: 'agents.id IN (SELECT agent_id FROM agent_archives WHERE archive_id = ?)',
          args: [filter.archiveId],
        },
  ]);
}

function toAgent(row: Row, tags: string[]): AgentRow {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    agentType: textOf(row, 'agent_type'),
    system: textOf(row, 'system'),
    model: textOf(row, 'model'),
    embedding: optionalTextOf(row, 'embedding'),
    description: optionalTextOf(row, 'description'),
    metadata: jsonObjectOf(row, 'metadata'),
    settings: jsonObjectOf(row, 'settings'),
    timezone: textOf(row, 'timezone'),
    messageBufferAutoclear: booleanOf(row, 'message_buffer_autoclear'),
    hidden: optionalBooleanOf(row, 'hidden'),
    tags,
    lastStopReason: optionalTextOf(row, 'last_stop_reason'),
    lastRunCompletion: optionalTextOf(row, 'last_run_completion'),
    lastRunDurationMs: optionalNumberOf(row, 'last_run_duration_ms'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  };
}
