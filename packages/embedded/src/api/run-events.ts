import type { RunRow } from '../storage/run-rows.js';
import type { ApiOptions } from './api-options.js';
import { toItems } from './message-items.js';
import { failureOf } from './run-failure.js';
import { toStopReason, toUsage } from './run-response.js';

/** One server-sent event. */
export interface ServerSentEvent {
  event?: 'error';
  data: string;
}

/**
 * A run as the events of Letta's streams: a ping that bears the run's id, then what each step stored as soon as it is
 * stored, at last the stop reason and the cost, or the error. The numbers of the items are the same whenever and
 * however often a run is read.
 *
 * @param runId Which run.
 * @param startingAfter Only items with a higher number than this; 0 for all.
 * @param signal Stops reading; the run goes on.
 * @yields Events in their order.
 */
export async function* runEvents(
  runId: string,
  startingAfter: number,
  signal: AbortSignal,
  { runs, storage }: Pick<ApiOptions, 'runs' | 'storage'>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let number = 1;
  if (number > startingAfter) {
    yield toEvent(pingOf(runId, number));
  }
  for await (const event of runs.events(runId, signal)) {
    if (event.type === 'end') {
      yield* endOf(event.run, storage);
    } else if (event.message.role === 'assistant' || event.message.role === 'tool') {
      for (const item of toItems(event.message)) {
        number += 1;
        if (number > startingAfter) {
          yield toEvent({ ...item, seq_id: number });
        }
      }
    }
  }
}

/**
 * What says that a stream is alive.
 *
 * @param runId Whose stream.
 * @param number Its number, or null for one between the items.
 */
export function pingOf(runId: string, number: number | null) {
  return {
    id: `ping-${runId.slice('run-'.length)}`,
    date: `${new Date().toISOString().slice(0, 19)}+00:00`,
    name: null,
    message_type: 'ping',
    otid: null,
    sender_id: null,
    step_id: null,
    is_err: null,
    seq_id: number,
    run_id: runId,
  };
}

/** An item of a stream. */
export function toEvent(item: Record<string, unknown>): ServerSentEvent {
  return { data: JSON.stringify(item) };
}

/** The item that says why a stream ends without a good end. */
export function toErrorEvent(
  runId: string,
  failure: { type: string; message: string; detail: string },
): ServerSentEvent {
  const { type, message, detail } = failure;
  const item = { message_type: 'error_message', run_id: runId, error_type: type, message, detail };
  return { event: 'error', ...toEvent(item) };
}

async function* endOf(run: RunRow, storage: ApiOptions['storage']): AsyncGenerator<ServerSentEvent> {
  yield toEvent(toStopReason(run));
  const failure = failureOf(run);
  if (failure !== null) {
    yield toErrorEvent(run.id, failure);
    return;
  }
  yield toEvent(toUsage(await storage.runs.steps(run.id)));
  yield { data: '[DONE]' };
}
