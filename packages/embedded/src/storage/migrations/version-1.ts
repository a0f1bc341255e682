/** The tables of version 1. A migration that was released is never changed: write the next one. */
export const VERSION_1: readonly string[] = [
  `CREATE TABLE agents (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    agent_type TEXT NOT NULL,
    system TEXT NOT NULL,
    model TEXT NOT NULL,
    embedding TEXT,
    description TEXT,
    metadata TEXT NOT NULL,
    settings TEXT NOT NULL,
    timezone TEXT NOT NULL,
    message_buffer_autoclear INTEGER NOT NULL,
    hidden INTEGER,
    last_stop_reason TEXT,
    last_run_completion TEXT,
    last_run_duration_ms INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  `CREATE TABLE agent_tags (
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (agent_id, tag)
  ) WITHOUT ROWID`,
  `CREATE INDEX agent_tags_by_tag ON agent_tags (tag, agent_id)`,

  `CREATE TABLE blocks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    value TEXT NOT NULL,
    character_limit INTEGER NOT NULL,
    description TEXT,
    read_only INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    hidden INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  `CREATE INDEX blocks_by_label ON blocks (label)`,
  `CREATE TABLE block_tags (
    block_id TEXT NOT NULL REFERENCES blocks (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (block_id, tag)
  ) WITHOUT ROWID`,
  `CREATE INDEX block_tags_by_tag ON block_tags (tag, block_id)`,
  `CREATE TABLE agent_blocks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    block_id TEXT NOT NULL REFERENCES blocks (id) ON DELETE CASCADE,
    UNIQUE (agent_id, block_id)
  )`,
  `CREATE INDEX agent_blocks_by_block ON agent_blocks (block_id)`,

  `CREATE TABLE runs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    stop_reason TEXT,
    background INTEGER NOT NULL,
    max_steps INTEGER NOT NULL,
    input TEXT NOT NULL,
    dedupe_key TEXT,
    steps_done INTEGER NOT NULL,
    error_detail TEXT,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL,
    completed_at TEXT
  )`,
  `CREATE INDEX runs_by_agent ON runs (agent_id, sequence)`,
  `CREATE INDEX runs_unfinished ON runs (sequence) WHERE status IN ('created', 'running')`,
  `CREATE INDEX runs_by_dedupe_key ON runs (agent_id, dedupe_key) WHERE dedupe_key IS NOT NULL`,
  `CREATE TABLE steps (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    stop_reason TEXT,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    created_at TEXT NOT NULL
  )`,
  `CREATE INDEX steps_by_agent ON steps (agent_id)`,
  `CREATE INDEX steps_by_run ON steps (run_id, sequence)`,

  `CREATE TABLE messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    run_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
    step_id TEXT,
    role TEXT NOT NULL,
    name TEXT,
    content TEXT NOT NULL,
    reasoning TEXT,
    tool_calls TEXT NOT NULL,
    tool_call_id TEXT,
    tool_name TEXT,
    tool_status TEXT,
    otid TEXT,
    in_context INTEGER NOT NULL,
    created_at TEXT NOT NULL
  )`,
  `CREATE INDEX messages_by_agent ON messages (agent_id, sequence)`,
  `CREATE INDEX messages_by_run ON messages (run_id, sequence)`,
  `CREATE VIRTUAL TABLE message_words USING fts5 (
    content, content = 'messages', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2'
  )`,
  `INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1)`,
  `CREATE TRIGGER messages_inserted AFTER INSERT ON messages BEGIN
    INSERT INTO message_words (rowid, content) VALUES (new.sequence, new.content);
  END`,
  `CREATE TRIGGER messages_deleted AFTER DELETE ON messages BEGIN
    INSERT INTO message_words (message_words, rowid, content) VALUES ('delete', old.sequence, old.content);
  END`,
  `CREATE TRIGGER messages_updated AFTER UPDATE OF content ON messages BEGIN
    INSERT INTO message_words (message_words, rowid, content) VALUES ('delete', old.sequence, old.content);
    INSERT INTO message_words (rowid, content) VALUES (new.sequence, new.content);
  END`,

  `CREATE TABLE archives (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    embedding TEXT,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  `CREATE TABLE agent_archives (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    archive_id TEXT NOT NULL REFERENCES archives (id) ON DELETE CASCADE,
    UNIQUE (agent_id, archive_id)
  )`,
  `CREATE INDEX agent_archives_by_archive ON agent_archives (archive_id)`,
  `CREATE TABLE passages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    archive_id TEXT NOT NULL REFERENCES archives (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    tags TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  `CREATE INDEX passages_by_archive ON passages (archive_id, created_at)`,
  `CREATE VIRTUAL TABLE passage_words USING fts5 (
    text, content = 'passages', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2'
  )`,
  `INSERT INTO passage_words (passage_words, rank) VALUES ('secure-delete', 1)`,
  `CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
    INSERT INTO passage_words (rowid, text) VALUES (new.sequence, new.text);
  END`,
  `CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
    INSERT INTO passage_words (passage_words, rowid, text) VALUES ('delete', old.sequence, old.text);
  END`,
  `CREATE TRIGGER passages_updated AFTER UPDATE OF text ON passages BEGIN
    INSERT INTO passage_words (passage_words, rowid, text) VALUES ('delete', old.sequence, old.text);
    INSERT INTO passage_words (rowid, text) VALUES (new.sequence, new.text);
  END`,
];
