import { Letta } from '@letta-ai/letta-client';
import { requireBlocks, requirePositiveInteger, requireText } from './arguments.js';
import {
  readBackgroundOptions,
  type BackgroundOptions,
  type BackgroundSettings,
} from './background-options.js';
import { MAX_STEPS, RUN_TIMEOUT_MS, TIME_ZONE } from './defaults.js';
import { MemoryArgumentError } from './errors/memory-argument-error.js';
import { MemoryConfigurationError } from './errors/memory-configuration-error.js';
import { safeHandler, type MemoryEventHandler } from './events.js';
import type { MemoryBlock } from './letta/block-shapes.js';
import { field, Server } from './letta/server.js';
import type { AgentSettings } from './letta/user-agents.js';

/** Options of {@link Memory}. All are optional; without any, the environment says where the server is. */
export interface MemoryOptions extends BackgroundOptions {
  /** A client of your own, such as the one of an embedded server. Neither key nor URL of the environment is used with it. */
  client?: Letta;
  /** A key for Letta Cloud, or the token of your own server. Default: `LETTA_API_KEY`, unless `baseURL` is given. */
  apiKey?: string;
  /** Where the server is. Default: `LETTA_BASE_URL`, else Letta Cloud. Your own server may need no key. */
  baseURL?: string;
  /** Handle of the memory agents' model. Default: `LETTA_MODEL`, else the first fitting model of the server. */
  model?: string;
  /**
   * Handle of the agents' embedding model, for archival memory. Default: `LETTA_EMBEDDING`, else the first of the
   * server; a server without one searches by words.
   */
  embedding?: string;
  /** IANA name of the users' time zone, or a function that tells each user's. Default `'UTC'`. */
  timezone?: string | ((userId: string) => string);
  /**
   * Tags that identify a user's agent, instead of the namespaced ones of this package; an agent that bears all
   * of them is the user's memory. `(userId) => [userId]` reads on what the Python package `letta_memory` made.
   * New agents bear both, and `users()` lists only what bears the namespaced ones.
   */
  tags?: (userId: string) => string[];
  /** Blocks that every new user gets, beside or instead of `human` and `summary`. */
  blocks?: MemoryBlock[];
  /** Most steps of one learning run. Default 12. */
  maxSteps?: number;
  /** Milliseconds to wait for a run: in `waitForRun`, and for earlier runs in `addMessages`. Default 600,000. */
  runTimeoutMs?: number;
  /** Takes what is worth knowing but no error. What it throws is dropped. */
  onEvent?: MemoryEventHandler;
}

/** What the options and the environment come to. */
export interface MemorySettings {
  server: Server;
  agents: AgentSettings;
  timeZone: (userId: string) => string;
  maxSteps: number;
  runTimeoutMs: number;
  onEvent: MemoryEventHandler;
  background: BackgroundSettings;
}

/**
 * Reads the options. Nothing that is missing is an error here, since builds evaluate modules without keys.
 *
 * @throws MemoryArgumentError for an option that is plainly wrong.
 */
export function readMemoryOptions(options: MemoryOptions): MemorySettings {
  if (typeof options !== 'object' || options === null) {
    throw new MemoryArgumentError({
      argument: 'options',
      message: 'The options of Memory must be an object.',
    });
  }
  const { client, timezone, tags, blocks = [], onEvent } = options;
  for (const name of ['apiKey', 'baseURL', 'model', 'embedding'] as const) requireText(name, options[name]);
  if (client !== undefined && typeof field(field(client, 'agents'), 'list') !== 'function') {
    throw new MemoryArgumentError({
      argument: 'client',
      message:
        '`client` must be a client of @letta-ai/letta-client, such as `createEmbeddedLetta(…).client`.',
    });
  }
  if (options.baseURL) requireUrl(options.baseURL);
  for (const [name, value] of [
    ['tags', tags],
    ['onEvent', onEvent],
  ] as const) {
    if (value !== undefined && typeof value !== 'function') {
      throw new MemoryArgumentError({ argument: name, message: `\`${name}\` must be a function.` });
    }
  }
  requireBlocks('blocks', blocks);
  const handleEvent = safeHandler(onEvent);
  const timeZone = readTimeZone(timezone);
  return {
    server: new Server(once(() => client ?? clientOf(options))),
    agents: {
      model: () => options.model || environment('LETTA_MODEL'),
      embedding: () => options.embedding || environment('LETTA_EMBEDDING'),
      timeZone,
      tags: tags && ((userId) => requireTags(tags(userId))),
      blocks: [...blocks],
      onEvent: handleEvent,
    },
    timeZone,
    maxSteps: requirePositiveInteger('maxSteps', options.maxSteps ?? MAX_STEPS),
    runTimeoutMs: requirePositiveInteger('runTimeoutMs', options.runTimeoutMs ?? RUN_TIMEOUT_MS),
    onEvent: handleEvent,
    background: readBackgroundOptions(options),
  };
}

/** The client for the named server: each of key and URL by option, else by environment. */
function clientOf(options: MemoryOptions): Letta {
  const baseURL = options.baseURL || environment('LETTA_BASE_URL');
  // A key of the environment is for the server of the environment: it must never go to another host.
  const apiKey = options.apiKey || (options.baseURL ? undefined : environment('LETTA_API_KEY'));
  if (apiKey === undefined && baseURL === undefined) {
    throw new MemoryConfigurationError({
      message:
        'No memory server is configured. Set LETTA_API_KEY (a key of Letta Cloud, https://app.letta.com/api-keys) ' +
        'or LETTA_BASE_URL (a Letta server of your own), give Memory the option `apiKey`, `baseURL` or `client`, ' +
        'or run one in this process: `new Memory({ client: createEmbeddedLetta({ … }).client })` ' +
        'with createEmbeddedLetta of letta-memory-embedded.',
    });
  }
  if (baseURL !== undefined && !URL.canParse(baseURL)) {
    throw new MemoryConfigurationError({
      message:
        'LETTA_BASE_URL is no URL. It must be like http://localhost:8283, or be unset for Letta Cloud.',
    });
  }
  // An explicit null keeps the client from reading the environment by itself; its log could print message bodies.
  return new Letta({
    apiKey: apiKey ?? null,
    ...(baseURL ? { baseURL } : { environment: 'cloud' }),
    logLevel: 'off',
  });
}

/** A variable of the environment, where the runtime has one; an empty one is none. */
function environment(name: string): string | undefined {
  const value = field(field(field(globalThis, 'process'), 'env'), name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function readTimeZone(timezone: MemoryOptions['timezone'] = TIME_ZONE): (userId: string) => string {
  if (typeof timezone === 'function') return (userId) => requireTimeZone(timezone(userId));
  const timeZone = requireTimeZone(timezone);
  return () => timeZone;
}

function requireTimeZone(timeZone: unknown): string {
  try {
    if (typeof timeZone !== 'string' || timeZone === '') throw new TypeError('no string');
    Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    throw new MemoryArgumentError({
      argument: 'timezone',
      message: "`timezone` must be, or return, an IANA time zone such as 'Europe/Oslo' or 'UTC'.",
    });
  }
}

function requireTags(tags: unknown): string[] {
  const isUsable =
    Array.isArray(tags) && tags.length > 0 && tags.every((tag) => typeof tag === 'string' && tag);
  // No tags at all would match every agent of the server.
  if (isUsable) return [...new Set(tags)];
  throw new MemoryArgumentError({
    argument: 'tags',
    message: '`tags` must return at least one tag, and only non-empty strings.',
  });
}

function requireUrl(baseURL: string): void {
  if (URL.canParse(baseURL)) return;
  throw new MemoryArgumentError({
    argument: 'baseURL',
    message: '`baseURL` must be a URL such as http://localhost:8283.',
  });
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
