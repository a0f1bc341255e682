import { blockAttachment, blockInserts, toBlocks, type BlockRow, type NewBlock } from './block-rows.js';
import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { numberOf, textOf } from './row-values.js';
import { allOf, containsPattern, isOneOf, updateOf, type Fragment } from './sql.js';
import { BLOCK_TAGS, hasTags, tagReplacement } from './tag-rows.js';
import { windowClause, type Window } from './window.js';

/** Which blocks are wanted. */
export interface BlockFilter {
  label?: string | undefined;
  labelSearch?: string | undefined;
  descriptionSearch?: string | undefined;
  valueSearch?: string | undefined;
  tags?: readonly string[] | undefined;
  matchAllTags?: boolean;
  withHidden?: boolean;
  /** Only blocks that at least this many agents have. */
  minimumAgents?: number | undefined;
  /** Only blocks that at most this many agents have. */
  maximumAgents?: number | undefined;
  /** Only blocks that one of these numbers of agents have. */
  numbersOfAgents?: readonly number[] | undefined;
}

/** Blocks, and which agents have them. */
export interface BlockStore {
  create(block: NewBlock): Promise<BlockRow>;
  retrieve(id: string): Promise<BlockRow | null>;
  list(filter: BlockFilter, window: Window): Promise<BlockRow[]>;
  count(): Promise<number>;
  /** Changes what is given. Null when there is no such block. */
  update(id: string, change: Partial<NewBlock>): Promise<BlockRow | null>;
  /** Deletes to the last byte. False when there was none. */
  delete(id: string): Promise<boolean>;
  /** Gives a block to an agent; does nothing when it has it. */
  attach(agentId: string, blockId: string): Promise<void>;
  /** Takes a block from an agent. */
  detach(agentId: string, blockId: string): Promise<void>;
  /** The blocks of one agent in the order in which they were given to it. */
  ofAgent(agentId: string): Promise<BlockRow[]>;
  /** The blocks of several agents. */
  ofAgents(agentIds: readonly string[]): Promise<Map<string, BlockRow[]>>;
}

/**
 * @param database Where the blocks are.
 * @param clock For the times of creation and change.
 */
export function createBlockStore(database: Database, clock: Clock): BlockStore {
  async function retrieve(id: string): Promise<BlockRow | null> {
    const rows = await database.all({ sql: 'SELECT * FROM blocks WHERE id = ?', args: [id] });
    return (await toBlocks(database, rows))[0] ?? null;
  }

  async function ofAgents(agentIds: readonly string[]): Promise<Map<string, BlockRow[]>> {
    const condition = isOneOf('agent_blocks.agent_id', agentIds);
    const rows = await database.all({
      sql: `SELECT blocks.*, agent_blocks.agent_id AS agent_id FROM agent_blocks
        JOIN blocks ON blocks.id = agent_blocks.block_id WHERE ${condition.sql} ORDER BY agent_blocks.sequence`,
      args: condition.args,
    });
    const blocks = await toBlocks(database, rows);
    const byAgent = new Map<string, BlockRow[]>(agentIds.map((id) => [id, []]));
    for (const [index, block] of blocks.entries()) {
      const row = rows[index];
      if (row !== undefined) {
        byAgent.get(textOf(row, 'agent_id'))?.push(block);
      }
    }
    return byAgent;
  }

  return {
    retrieve,
    ofAgents,

    async create(block) {
      const createdAt = clock();
      const { id, statements } = blockInserts(block, createdAt);
      await database.write(statements);
      return { ...block, id, createdAt, updatedAt: createdAt };
    },

    async list(filter, window) {
      const clause = windowClause('blocks', conditionOf(filter), window);
      const rows = await database.all({ sql: `SELECT * FROM blocks ${clause.sql}`, args: clause.args });
      return toBlocks(database, rows);
    },

    async count() {
      const row = await database.first('SELECT COUNT(*) AS blocks FROM blocks');
      return row === null ? 0 : numberOf(row, 'blocks');
    },

    async update(id, change) {
      // What was there before may be somebody's words or name: it goes from the log as well.
      await database.replace([
        updateOf(
          'blocks',
          {
            label: change.label,
            value: change.value,
            character_limit: change.limit,
            description: change.description,
            read_only: change.readOnly,
            metadata: change.metadata === undefined ? undefined : JSON.stringify(change.metadata),
            hidden: change.hidden,
            updated_at: clock(),
          },
          { sql: 'id = ?', args: [id] },
        ),
        ...(change.tags === undefined ? [] : tagReplacement(BLOCK_TAGS, id, change.tags)),
      ]);
      return retrieve(id);
    },

    async delete(id) {
      const [result] = await database.erase([{ sql: 'DELETE FROM blocks WHERE id = ?', args: [id] }]);
      return result !== undefined && result.rowsAffected > 0;
    },

    async attach(agentId, blockId) {
      await database.write([blockAttachment(agentId, blockId)]);
    },

    async detach(agentId, blockId) {
      await database.write([
        { sql: 'DELETE FROM agent_blocks WHERE agent_id = ? AND block_id = ?', args: [agentId, blockId] },
      ]);
    },

    async ofAgent(agentId) {
      return (await ofAgents([agentId])).get(agentId) ?? [];
    },
  };
}

function conditionOf(filter: BlockFilter): Fragment {
  const agents = '(SELECT COUNT(*) FROM agent_blocks WHERE agent_blocks.block_id = blocks.id)';
  return allOf([
    filter.label === undefined ? undefined : { sql: 'label = ?', args: [filter.label] },
    contains('label', filter.labelSearch),
    contains('description', filter.descriptionSearch),
    contains('value', filter.valueSearch),
    hasTags(BLOCK_TAGS, 'blocks.id', filter.tags, filter.matchAllTags === true),
    filter.withHidden === true ? undefined : { sql: 'hidden IS NOT TRUE', args: [] },
    filter.minimumAgents === undefined ? undefined : { sql: `${agents} >= ?`, args: [filter.minimumAgents] },
    filter.maximumAgents === undefined ? undefined : { sql: `${agents} <= ?`, args: [filter.maximumAgents] },
    filter.numbersOfAgents === undefined
      ? undefined
      : {
          sql: `${agents} IN (SELECT value FROM json_each(?))`,
          args: [JSON.stringify(filter.numbersOfAgents)],
        },
  ]);
}

function contains(column: string, text: string | undefined): Fragment | undefined {
  return text === undefined
    ? undefined
    : { sql: `${column} LIKE ? ESCAPE '\\'`, args: [containsPattern(text)] };
}
