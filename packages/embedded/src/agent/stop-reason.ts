/** Why a run ended, in Letta's words. */
export type StopReason =
  | 'end_turn'
  | 'tool_rule'
  | 'max_steps'
  | 'error'
  | 'llm_api_error'
  | 'invalid_llm_response'
  | 'invalid_tool_call'
  | 'max_tokens_exceeded'
  | 'cancelled';

/** How a run ended. */
export type EndStatus = 'completed' | 'failed' | 'cancelled';

/**
 * The status of a run that ended for a reason, as Letta 0.16.8 maps them.
 *
 * @param reason Why it ended.
 */
export function statusOf(reason: StopReason): EndStatus {
  switch (reason) {
    case 'end_turn':
    case 'tool_rule':
    case 'max_steps':
      return 'completed';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}
