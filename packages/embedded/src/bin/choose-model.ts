import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';

import { createOfflineModel } from '../index.js';
import { UsageError } from './usage-error.js';

/** A model, and the words that tell a person which one it is. */
export interface ChosenModel {
  model: Exclude<LanguageModel, string>;
  description: string;
}

const DEFAULT_MODEL = 'gpt-5-mini';
/** Given, since the client would take an empty OPENAI_BASE_URL for an address. */
const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * The model that the environment names: OpenAI's, one of a server that speaks OpenAI's API, or, without
 * both, the offline stand-in.
 *
 * @param modelName What `--model` says.
 * @param environment Where `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `OPENAI_MODEL` are looked for.
 * @throws {UsageError} `OPENAI_BASE_URL` is no address, or there is a model's name and nobody to ask for it.
 */
export function chooseModel(modelName: string | undefined, environment: NodeJS.ProcessEnv): ChosenModel {
  const apiKey = environment['OPENAI_API_KEY'] || undefined;
  const baseURL = environment['OPENAI_BASE_URL'] || undefined;
  if (apiKey === undefined && baseURL === undefined) {
    if (modelName !== undefined) {
      throw new UsageError('--model needs OPENAI_API_KEY or OPENAI_BASE_URL in the environment.');
    }
    return {
      model: createOfflineModel(),
      description: 'offline stand-in, by simple rules (set OPENAI_API_KEY or OPENAI_BASE_URL for a real one)',
    };
  }

  const name = modelName ?? (environment['OPENAI_MODEL'] || DEFAULT_MODEL);
  if (baseURL === undefined)
    return { model: createOpenAI({ apiKey, baseURL: OPENAI_URL })(name), description: `${name} at OpenAI` };
  if (!URL.canParse(baseURL)) {
    throw new UsageError('OPENAI_BASE_URL must be an address such as http://localhost:11434/v1.');
  }
  const { origin, pathname } = new URL(baseURL);
  // servers of one's own want no key, but the client insists on one; they all speak chat completions
  const provider = createOpenAI({ apiKey: apiKey ?? 'none', baseURL });
  return { model: provider.chat(name), description: `${name} at ${origin}${pathname}` };
}
