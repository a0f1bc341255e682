import envPaths from 'env-paths';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What was asked for on the command line and in the environment. */
export interface ChatOptions {
  help: boolean;
  user: string;
  /** Absolute path of the embedded server's file; what could not be sent yet is kept beside it. */
  database: string;
}

/** The command line makes no sense; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * @param words The words after the program's name.
 * @throws {UsageError} An option is unknown or lacks its value.
 */
export function parseOptions(words: string[], environment: NodeJS.ProcessEnv): ChatOptions {
  const { values, positionals } = parse(words);
  if (positionals[0] !== undefined) throw new UsageError(`Nothing is known about "${positionals[0]}".`);
  if (values.user.trim() === '') throw new UsageError('--user needs a name.');
  const database = values.db ?? (environment['LETTA_MEMORY_DB'] || undefined);
  return {
    help: values.help,
    user: values.user,
    database:
      database === undefined
        ? join(envPaths('letta-memory', { suffix: '' }).data, 'memory.db')
        : resolve(database),
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      // package managers hand on the `--` that stands before a script's own options
      args: words[0] === '--' ? words.slice(1) : words,
      options: {
        user: { type: 'string', default: 'default_user' },
        db: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    // Node's own sentence names the option; what follows it is advice about positional words
    const [sentence] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new UsageError(`${sentence ?? 'The command line cannot be read'}.`, { cause });
  }
}
