import type { Row } from '@libsql/client';
import { z } from 'zod';

import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { fullTextQuery } from './full-text.js';
import { newId } from './ids.js';
import { jsonObjectOf, jsonOf, textOf, type JsonObject } from './row-values.js';
import { allOf, containsPattern, insertInto, isOneOf, type Fragment } from './sql.js';
import type { Window } from './window.js';

/** A passage as it is stored. */
export interface PassageRow {
  id: string;
  archiveId: string;
  text: string;
  tags: string[];
  metadata: JsonObject;
  /** When what it tells happened: a caller may set it. */
  createdAt: string;
  updatedAt: string;
}

/** What a new passage is made from. */
export interface NewPassage {
  archiveId: string;
  text: string;
  tags: string[];
  metadata: JsonObject;
  /** ISO 8601. Default: now. */
  createdAt?: string | undefined;
}

/** Which passages are wanted. */
export interface PassageFilter {
  /** Only passages of this agent's archives. */
  agentId?: string | undefined;
  archiveId?: string | undefined;
  /** Only passages that contain this text. */
  contains?: string | undefined;
  tags?: readonly string[] | undefined;
  matchAllTags?: boolean;
  /** Only passages of this time or later, ISO 8601 with microseconds. */
  notBefore?: string | undefined;
  /** Only passages of this time or earlier, ISO 8601 with microseconds. */
  notAfter?: string | undefined;
}

/** Passages: archival memory. */
export interface PassageStore {
  create(passage: NewPassage): Promise<PassageRow>;
  retrieve(id: string): Promise<PassageRow | null>;
  list(filter: PassageFilter, window: Window): Promise<PassageRow[]>;
  /**
   * The passages that hold any of the words, best first, then those that hold the text as a part of words.
   *
   * @param limit How many at most.
   */
  search(text: string, filter: PassageFilter, limit: number): Promise<PassageRow[]>;
  /** Deletes to the last byte. False when there was none. */
  delete(id: string): Promise<boolean>;
}

/**
 * @param database Where the passages are.
 * @param clock For the times of creation.
 */
export function createPassageStore(database: Database, clock: Clock): PassageStore {
  async function list(filter: PassageFilter, window: Window): Promise<PassageRow[]> {
    const condition = allOf([
      conditionOf(filter),
      window.newerThan === undefined ? undefined : beyond('>', window.newerThan),
      window.olderThan === undefined ? undefined : beyond('<', window.olderThan),
    ]);
    const direction = window.ascending ? 'ASC' : 'DESC';
    const rows = await database.all({
      sql: `SELECT * FROM passages WHERE ${condition.sql}
        ORDER BY created_at ${direction}, sequence ${direction} LIMIT ?`,
      args: [...condition.args, window.limit ?? -1],
    });
    return rows.map(toPassage);
  }

  async function searchWords(query: string, filter: PassageFilter, limit: number): Promise<PassageRow[]> {
    const condition = conditionOf(filter);
    const rows = await database.all({
      sql: `SELECT passages.* FROM passage_words JOIN passages ON passages.sequence = passage_words.rowid
        WHERE passage_words MATCH ? AND ${condition.sql} ORDER BY passage_words.rank LIMIT ?`,
      args: [query, ...condition.args, limit],
    });
    return rows.map(toPassage);
  }

  return {
    list,

    async create(passage) {
      const id = newId('passage');
      const updatedAt = clock();
      const createdAt = passage.createdAt ?? updatedAt;
      await database.write([
        insertInto('passages', {
          id,
          archive_id: passage.archiveId,
          text: passage.text,
          tags: JSON.stringify(passage.tags),
          metadata: JSON.stringify(passage.metadata),
          created_at: createdAt,
          updated_at: updatedAt,
        }),
      ]);
      return { ...passage, id, createdAt, updatedAt };
    },

    async retrieve(id) {
      const row = await database.first({ sql: 'SELECT * FROM passages WHERE id = ?', args: [id] });
      return row === null ? null : toPassage(row);
    },

    async search(text, filter, limit) {
      const query = fullTextQuery(text);
      const found = query === null ? [] : await searchWords(query, filter, limit);
      if (found.length >= limit) {
        return found;
      }
      // Parts of words, and languages that put no spaces between them.
      const known = new Set(found.map(({ id }) => id));
      const window: Window = { limit: limit + found.length, ascending: false };
      const others = await list({ ...filter, contains: text }, window);
      return [...found, ...others.filter(({ id }) => !known.has(id))].slice(0, limit);
    },

    async delete(id) {
      const [result] = await database.erase([{ sql: 'DELETE FROM passages WHERE id = ?', args: [id] }]);
      return result !== undefined && result.rowsAffected > 0;
    },
  };
}

/** Passages are ordered by the time they tell of, which need not be the time of their arrival. */
function beyond(comparison: '<' | '>', id: string): Fragment {
  return {
    sql: `NOT EXISTS (SELECT 1 FROM passages AS cursor WHERE cursor.id = ?) OR (created_at, sequence) ${comparison}
      (SELECT cursor.created_at, cursor.sequence FROM passages AS cursor WHERE cursor.id = ?)`,
    args: [id, id],
  };
}

function conditionOf(filter: PassageFilter): Fragment {
  return allOf([
    filter.agentId === undefined
      ? undefined
      : {
          sql: 'archive_id IN (SELECT archive_id FROM agent_archives WHERE agent_id = ?)',
          args: [filter.agentId],
        },
    filter.archiveId === undefined ? undefined : { sql: 'archive_id = ?', args: [filter.archiveId] },
    filter.contains === undefined
      ? undefined
      : { sql: `passages.text LIKE ? ESCAPE '\\'`, args: [containsPattern(filter.contains)] },
    tagCondition(filter),
    filter.notBefore === undefined ? undefined : { sql: 'created_at >= ?', args: [filter.notBefore] },
    filter.notAfter === undefined ? undefined : { sql: 'created_at <= ?', args: [filter.notAfter] },
  ]);
}

function tagCondition({ tags, matchAllTags }: PassageFilter): Fragment | undefined {
  if (tags === undefined || tags.length === 0) {
    return undefined;
  }
  const wanted = [...new Set(tags)];
  const oneOf = isOneOf('value', wanted);
  const enough = matchAllTags === true ? wanted.length : 1;
  return {
    sql: `(SELECT COUNT(DISTINCT value) FROM json_each(passages.tags) WHERE ${oneOf.sql}) >= ${enough}`,
    args: oneOf.args,
  };
}

function toPassage(row: Row): PassageRow {
  return {
    id: textOf(row, 'id'),
    archiveId: textOf(row, 'archive_id'),
    text: textOf(row, 'text'),
    tags: jsonOf(row, 'tags', z.array(z.string())),
    metadata: jsonObjectOf(row, 'metadata'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  };
}
