import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';
import { createOfflineModel } from 'letta-memory-embedded';

/** A model, and the words that tell a person which one it is. */
export interface ChosenModel {
  model: Exclude<LanguageModel, string>;
  description: string;
  isStandIn: boolean;
}

const DEFAULT_MODEL = 'gpt-5-mini';
/** Given, since the client would take an empty OPENAI_BASE_URL for an address. */
const OPENAI_URL = 'https://api.openai.com/v1';

/** OpenAI's model, one of a server that speaks OpenAI's API, or, when the environment names neither, the stand-in. */
export function chooseModel(environment: NodeJS.ProcessEnv): ChosenModel {
  const apiKey = environment['OPENAI_API_KEY'] || undefined;
  const baseURL = environment['OPENAI_BASE_URL'] || undefined;
  const name = environment['OPENAI_MODEL'] || DEFAULT_MODEL;
  if (baseURL !== undefined) {
    // servers of one's own want no key, but the client insists on one; they all speak chat completions
    const model = createOpenAI({ apiKey: apiKey ?? 'none', baseURL }).chat(name);
    return { model, description: `${name} at ${addressOf(baseURL)}`, isStandIn: false };
  }
  if (apiKey !== undefined) {
    return {
      model: createOpenAI({ apiKey, baseURL: OPENAI_URL })(name),
      description: `${name} at OpenAI`,
      isStandIn: false,
    };
  }
  return { model: createOfflineModel(), description: 'offline stand-in, by simple rules', isStandIn: true };
}

/** An address as it may be shown: without the name and password that may stand in it. */
export function addressOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.replace(/\/$/, '');
}
