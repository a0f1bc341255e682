import type { Database } from './database.js';
import { fullTextQuery } from './full-text.js';
import { toMessage, type MessageRow } from './message-rows.js';
import { textOf } from './row-values.js';
import { allOf, isOneOf, type Fragment } from './sql.js';
import { EVERYTHING, windowClause, type Window } from './window.js';

/** Which messages are wanted. */
export interface MessageFilter {
  agentId?: string | undefined;
  runId?: string | undefined;
  stepId?: string | undefined;
  /** Only messages the agent still sees. */
  inContext?: true;
  roles?: readonly MessageRow['role'][] | undefined;
}

/** Messages. They are written by `RunStore.commitStep` only. */
export interface MessageStore {
  retrieve(id: string): Promise<MessageRow | null>;
  list(filter: MessageFilter, window?: Window): Promise<MessageRow[]>;
  /**
   * The messages of an agent that hold any of the words, best first.
   *
   * @param limit How many at most.
   */
  search(agentId: string, text: string, limit: number): Promise<MessageRow[]>;
  /** The ids of the messages that agents still see, by agent. */
  idsInContext(agentIds: readonly string[]): Promise<Map<string, string[]>>;
  /** Takes all but the first (system) message out of the agent's sight; as on a Letta server they stay listed. */
  clearContext(agentId: string): Promise<void>;
}

/** @param database Where the messages are. */
export function createMessageStore(database: Database): MessageStore {
  return {
    async retrieve(id) {
      const row = await database.first({ sql: 'SELECT * FROM messages WHERE id = ?', args: [id] });
      return row === null ? null : toMessage(row);
    },

    async list(filter, window = EVERYTHING) {
      const clause = windowClause('messages', conditionOf(filter), window);
      const rows = await database.all({ sql: `SELECT * FROM messages ${clause.sql}`, args: clause.args });
      return rows.map(toMessage);
    },

    async search(agentId, text, limit) {
      const query = fullTextQuery(text);
      if (query === null) {
        return [];
      }
      const rows = await database.all({
        sql: `SELECT messages.* FROM message_words JOIN messages ON messages.sequence = message_words.rowid
          WHERE message_words MATCH ? AND messages.agent_id = ? ORDER BY message_words.rank LIMIT ?`,
        args: [query, agentId, limit],
      });
      return rows.map(toMessage);
    },

    async idsInContext(agentIds) {
      const condition = isOneOf('agent_id', agentIds);
      const rows = await database.all({
        sql: `SELECT agent_id, id FROM messages WHERE in_context AND ${condition.sql} ORDER BY sequence`,
        args: condition.args,
      });
      const ids = new Map<string, string[]>(agentIds.map((agentId) => [agentId, []]));
      for (const row of rows) {
        ids.get(textOf(row, 'agent_id'))?.push(textOf(row, 'id'));
      }
      return ids;
    },

    async clearContext(agentId) {
      await database.write([
        {
          sql: `UPDATE messages SET in_context = FALSE WHERE agent_id = ? AND in_context AND role != 'system'`,
          args: [agentId],
        },
      ]);
    },
  };
}

function conditionOf(filter: MessageFilter): Fragment {
  return allOf([
    filter.agentId === undefined ? undefined : { sql: 'agent_id = ?', args: [filter.agentId] },
    filter.runId === undefined ? undefined : { sql: 'run_id = ?', args: [filter.runId] },
    filter.stepId === undefined ? undefined : { sql: 'step_id = ?', args: [filter.stepId] },
    filter.inContext === undefined ? undefined : { sql: 'in_context', args: [] },
    filter.roles === undefined ? undefined : isOneOf('role', filter.roles),
  ]);
}
