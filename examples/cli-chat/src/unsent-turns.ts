import { appendFileSync, readFileSync, renameSync, rmSync } from 'node:fs';

import type { Turn } from './learning.js';

/**
 * Turns that were said but not sent when the chat ended, kept in a file until its next start.
 */
export class UnsentTurns {
  readonly #file: string;
  readonly #server: string;
  readonly #kept = new WeakSet<Turn>();

  /**
   * @param file Path of the file.
   * @param server Which memory server the turns are for: what is said to one is not told to another.
   */
  constructor(file: string, server: string) {
    this.#file = file;
    this.#server = server;
  }

  /** Keeps turns, each once. Synchronous, for the process is about to end. */
  keep(turns: readonly Turn[]): void {
    const fresh = turns.filter((turn) => !this.#kept.has(turn));
    for (const turn of fresh) this.#kept.add(turn);
    const lines = fresh.map((turn) => `${JSON.stringify({ server: this.#server, turn })}\n`);
    if (lines.length > 0) appendFileSync(this.#file, lines.join(''), { mode: 0o600 });
  }

  /** Takes this server's turns out of the file. */
  take(): Turn[] {
    const taken = `${this.#file}.${process.pid}`;
    try {
      // by its name only one process gets it
      renameSync(this.#file, taken);
    } catch {
      return [];
    }
    const records = readFileSync(taken, 'utf8').split('\n').filter(Boolean).map(parseRecord);
    rmSync(taken);
    const others = records.filter((record) => record !== undefined && record.server !== this.#server);
    if (others.length > 0) {
      appendFileSync(this.#file, others.map((record) => `${JSON.stringify(record)}\n`).join(''), {
        mode: 0o600,
      });
    }
    return records.flatMap((record) => (record?.server === this.#server ? [record.turn] : []));
  }
}

interface Record {
  server: string;
  turn: Turn;
}

/** A line of the file; undefined when it was cut off or somebody wrote in it. */
function parseRecord(line: string): Record | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record {
  if (typeof value !== 'object' || value === null || !('server' in value) || !('turn' in value)) return false;
  const { turn } = value;
  return (
    typeof turn === 'object' &&
    turn !== null &&
    'user' in turn &&
    'messages' in turn &&
    Array.isArray(turn.messages)
  );
}
