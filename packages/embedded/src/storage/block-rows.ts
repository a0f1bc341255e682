import type { InStatement, Row } from '@libsql/client';

import type { Database } from './database.js';
import { newId } from './ids.js';
import {
  booleanOf,
  jsonObjectOf,
  numberOf,
  optionalBooleanOf,
  optionalTextOf,
  textOf,
  type JsonObject,
} from './row-values.js';
import { insertInto } from './sql.js';
import { BLOCK_TAGS, tagInserts, tagsOf } from './tag-rows.js';

/** A block as it is stored. */
export interface BlockRow {
  id: string;
  label: string;
  value: string;
  /** How many characters the agent is told it may hold. Not enforced. */
  limit: number;
  description: string | null;
  /** Whether the memory agent may not edit it. */
  readOnly: boolean;
  metadata: JsonObject;
  hidden: boolean | null;
  tags: string[];
  createdAt: string;
  updatedAt: string;
}

/** What a new block is made from. */
export type NewBlock = Omit<BlockRow, 'id' | 'createdAt' | 'updatedAt'>;

/** Statements that store a new block with its tags. */
export function blockInserts(block: NewBlock, createdAt: string): { id: string; statements: InStatement[] } {
  const id = newId('block');
  return {
    id,
    statements: [
      insertInto('blocks', {
        id,
        label: block.label,
        value: block.value,
        character_limit: block.limit,
        description: block.description,
        read_only: block.readOnly,
        metadata: JSON.stringify(block.metadata),
        hidden: block.hidden,
        created_at: createdAt,
        updated_at: createdAt,
      }),
      ...tagInserts(BLOCK_TAGS, id, block.tags),
    ],
  };
}

/** The statement that gives a block to an agent. */
export function blockAttachment(agentId: string, blockId: string): InStatement {
  return {
    sql: `INSERT INTO agent_blocks (agent_id, block_id) SELECT agents.id, blocks.id FROM agents, blocks
      WHERE agents.id = ? AND blocks.id = ? ON CONFLICT DO NOTHING`,
    args: [agentId, blockId],
  };
}

/** Rows of the table with their tags. */
export async function toBlocks(database: Database, rows: readonly Row[]): Promise<BlockRow[]> {
  const tags = await tagsOf(
    database,
    BLOCK_TAGS,
    rows.map((row) => textOf(row, 'id')),
  );
  return rows.map((row) => ({
    id: textOf(row, 'id'),
    label: textOf(row, 'label'),
    value: textOf(row, 'value'),
    limit: numberOf(row, 'character_limit'),
    description: optionalTextOf(row, 'description'),
    readOnly: booleanOf(row, 'read_only'),
    metadata: jsonObjectOf(row, 'metadata'),
    hidden: optionalBooleanOf(row, 'hidden'),
    tags: tags.get(textOf(row, 'id')) ?? [],
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  }));
}
