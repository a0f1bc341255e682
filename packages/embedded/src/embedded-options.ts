import type { LanguageModel } from 'ai';
import { EmbeddedOptionError } from './errors.js';
import {
  MAX_CONCURRENT_RUNS,
  MAX_MODEL_RETRIES,
  REQUEST_TIMEOUT_MS,
  RUN_TIMEOUT_MS,
} from './runs/defaults.js';
import { libsqlUrlOf, pathOf } from './storage/location.js';

/** What an embedded Letta is made from. */
export interface EmbeddedLettaOptions {
  /** Where memory is kept: `file:` and a path, relative ones from the working directory, or `:memory:`. */
  url: string;
  /**
   * The model of all memory agents: any language model of the AI SDK, or the id of one at its gateway. Agents may
   * name whichever model they like, this one answers.
   */
  model: LanguageModel;
  /** Runs of different users learned at the same time. At least 1. Default 8. */
  maxConcurrentRuns?: number;
  /** How long one answer of the model may take with its retries, in milliseconds. Default 3 minutes. */
  requestTimeoutMs?: number;
  /** How long a whole run may take from when it is begun, in milliseconds. Default 15 minutes. */
  runTimeoutMs?: number;
  /** How often a model call is repeated after a rate limit, a server error or a broken connection. Default 2. */
  maxModelRetries?: number;
  /** Told why runs failed, with the error underneath. What it throws is ignored. Default: nobody is told. */
  onError?: (error: unknown) => void;
}

/** The options with every default filled in. */
export type CheckedOptions = Required<Omit<EmbeddedLettaOptions, 'onError'>> & {
  onError: ((error: unknown) => void) | undefined;
  /** The absolute path of the database file; null for one in memory. */
  path: string | null;
};

/**
 * Checks options and fills in defaults. Touches no file.
 *
 * @param options What a caller gave, which may come from plain JavaScript.
 * @throws EmbeddedOptionError naming the option and how to mend it.
 */
export function checkOptions(options: EmbeddedLettaOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    const message = 'createEmbeddedLetta() needs an object with `url` and `model`.';
    throw new EmbeddedOptionError({ option: 'options', message });
  }
  const path = checkUrl(options.url);
  return {
    url: libsqlUrlOf(path),
    path,
    model: checkModel(options.model),
    maxConcurrentRuns: checkNumber('maxConcurrentRuns', options.maxConcurrentRuns, MAX_CONCURRENT_RUNS, 1),
    requestTimeoutMs: checkNumber('requestTimeoutMs', options.requestTimeoutMs, REQUEST_TIMEOUT_MS, 1),
    runTimeoutMs: checkNumber('runTimeoutMs', options.runTimeoutMs, RUN_TIMEOUT_MS, 1),
    maxModelRetries: checkNumber('maxModelRetries', options.maxModelRetries, MAX_MODEL_RETRIES, 0),
    onError: checkListener(options.onError),
  };
}

/** The longest a timer of Node.js can wait. */
const MAX_NUMBER = 2 ** 31 - 1;

function checkUrl(url: unknown): string | null {
  const mend = 'Give `file:` and a path, such as `file:memory.db`, or `:memory:`.';
  if (typeof url !== 'string' || url === '') {
    throw new EmbeddedOptionError({ option: 'url', message: `\`url\` is missing. ${mend}` });
  }
  if (/^(libsql|wss?|https?):/i.test(url)) {
    const message = `\`url\` names a remote database, but the embedded Letta keeps its own on this machine. ${mend}`;
    throw new EmbeddedOptionError({ option: 'url', message });
  }
  try {
    return pathOf(url);
  } catch (cause) {
    throw new EmbeddedOptionError({ option: 'url', message: `\`url\` cannot be read. ${mend}`, cause });
  }
}

function checkModel(model: unknown): LanguageModel {
  const isId = typeof model === 'string' && model !== '';
  if (!isId && !(typeof model === 'object' && model !== null && 'doGenerate' in model)) {
    const message =
      '`model` must be a language model of the AI SDK, such as `openai("gpt-5-mini")` of @ai-sdk/openai, or ' +
      '`createOfflineModel()` of this package to try things without one.';
    throw new EmbeddedOptionError({ option: 'model', message });
  }
  return model as LanguageModel;
}

function checkNumber(option: string, value: unknown, byDefault: number, least: number): number {
  if (value === undefined) return byDefault;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > MAX_NUMBER) {
    const message = `\`${option}\` must be a whole number from ${least} to ${MAX_NUMBER}.`;
    throw new EmbeddedOptionError({ option, message });
  }
  return value;
}

function checkListener(listener: unknown): ((error: unknown) => void) | undefined {
  if (listener !== undefined && typeof listener !== 'function') {
    throw new EmbeddedOptionError({ option: 'onError', message: '`onError` must be a function.' });
  }
  return listener as ((error: unknown) => void) | undefined;
}
