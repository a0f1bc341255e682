import { parseArgs } from 'node:util';

import { isLoopback } from './loopback.js';
import { UsageError } from './usage-error.js';

/** What `serve` needs to know. */
export interface ServeOptions {
  host: string;
  /** 0 to 65535; 0 takes any free one. */
  port: number;
  /** `file:…` or `:memory:`. */
  databaseUrl: string;
  /** Required of every request when given. */
  token: string | undefined;
  /** The name given by `--model`. */
  modelName: string | undefined;
}

/** What the person who typed it wants. */
export type Command = { name: 'help' } | { name: 'version' } | { name: 'serve'; options: ServeOptions };

const OPTIONS = {
  port: { type: 'string', default: '8283' },
  host: { type: 'string', default: '127.0.0.1' },
  db: { type: 'string', default: 'file:memory.db' },
  token: { type: 'string' },
  model: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** What a bearer token may consist of (RFC 6750); another one could never be sent. */
const TOKEN_PATTERN = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * Reads a command line.
 *
 * @param words The words after the program's name.
 * @param environment Where `LETTA_EMBEDDED_TOKEN` is looked for.
 * @throws {UsageError} It makes no sense, or would serve other machines without a token.
 */
export function parseCommandLine(words: string[], environment: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(words);
  if (values.help === true) return { name: 'help' };
  if (values.version === true) return { name: 'version' };
  if (positionals.length === 0) throw new UsageError('A command is missing: serve.');
  if (positionals[0] !== 'serve')
    throw new UsageError(`There is no command "${positionals[0]}", only serve.`);
  if (positionals.length > 1) throw new UsageError(`"${positionals[1]}" is one word too many after serve.`);

  const token = readToken(values.token ?? (environment['LETTA_EMBEDDED_TOKEN'] || undefined));
  if (values.host === '') throw new UsageError('--host needs an address.');
  if (token === undefined && !isLoopback(values.host)) {
    throw new UsageError(
      `With --host ${values.host} other machines could read and change everybody's memory: set LETTA_EMBEDDED_TOKEN (or --token), or leave --host away.`,
    );
  }
  return {
    name: 'serve',
    options: {
      host: values.host,
      port: readPort(values.port),
      databaseUrl: readDatabase(values.db),
      token,
      modelName: values.model,
    },
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    // Node's own sentence names the option; what follows it is advice about positional words
    const [sentence] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new UsageError(`${sentence ?? 'The command line cannot be read'}.`, { cause });
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${value}".`);
  }
  return port;
}

function readToken(token: string | undefined): string | undefined {
  if (token !== undefined && !TOKEN_PATTERN.test(token)) {
    throw new UsageError('The token must be made of letters, digits and . _ ~ + / - only.');
  }
  return token;
}

function readDatabase(value: string): string {
  if (value === '') throw new UsageError('--db needs a file.');
  const isUrl = value === ':memory:' || value.startsWith('file:');
  if (!isUrl && /^[a-z][a-z\d+.-]+:\/\//i.test(value)) {
    throw new UsageError('--db takes a file of this machine, not an address.');
  }
  // in a path these are letters like others, in a url they are not
  return isUrl ? value : `file:${value.replaceAll(/[%?#]/g, encodeURIComponent)}`;
}
