import type { ApiOptions } from './api-options.js';

/** The tokens an answer may have, as told to clients. */
const MAX_TOKENS = 16_384;

/** The handle under which the one model is listed. */
export function handleOf(model: ApiOptions['model']): string {
  return `${model.provider.split('.')[0]}/${model.modelId}`;
}

/**
 * Letta's `llm_config`.
 *
 * @param handle The handle that the agent was made with.
 * @param model The model that answers for it.
 */
export function llmConfigOf(handle: string, model: ApiOptions['model']) {
  return {
    model: handle.slice(handle.indexOf('/') + 1),
    display_name: null,
    model_endpoint_type: 'openai',
    model_endpoint: null,
    provider_name: handle.slice(0, handle.indexOf('/')),
    provider_category: 'base',
    model_wrapper: null,
    context_window: model.contextWindow,
    put_inner_thoughts_in_kwargs: false,
    handle,
    temperature: 1,
    max_tokens: MAX_TOKENS,
    enable_reasoner: true,
    reasoning_effort: null,
    max_reasoning_tokens: 0,
    effort: null,
    frequency_penalty: null,
    compatibility_type: null,
    verbosity: null,
    tier: null,
    parallel_tool_calls: false,
    response_format: null,
    strict: false,
    return_logprobs: false,
    top_logprobs: null,
    return_token_ids: false,
    tool_call_parser: null,
  };
}

/** The one entry of the list of models. */
export function listedModel(model: ApiOptions['model']) {
  const handle = handleOf(model);
  const { model: name, ...config } = llmConfigOf(handle, model);
  return {
    ...config,
    name,
    model: name,
    display_name: name,
    provider_type: 'openai',
    model_type: 'llm',
    max_context_window: model.contextWindow,
  };
}
