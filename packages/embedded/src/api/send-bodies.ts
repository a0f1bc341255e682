import { z } from 'zod';

import type { InputMessage } from '../storage/run-rows.js';
import { apiError } from './api-error.js';
import { idOf, optional } from './validation.js';

const textPart = z.object({
  type: z.literal('text', 'The embedded server takes parts of type text'),
  text: z.string(),
});

const inputContent = z
  .union([z.string(), z.array(textPart)], 'Input should be a text or a list of text parts')
  .transform((content) =>
    typeof content === 'string' ? content : content.map((part) => part.text).join('\n'),
  );

const inputMessage = z.object({
  type: optional(z.literal('message', 'The embedded server takes messages of type message')),
  role: z.enum(['user', 'system', 'assistant']),
  content: inputContent,
  otid: optional(z.string()),
  name: optional(z.string()),
});

const sendFields = {
  messages: optional(z.array(inputMessage)),
  input: optional(inputContent),
  max_steps: optional(z.int()),
};

function oneOfThem(body: { messages?: unknown; input?: unknown }, issues: z.core.$RefinementCtx): void {
  if (body.messages === undefined && body.input === undefined) {
    issues.addIssue({ code: 'custom', message: "Must specify either 'input' or 'messages'." });
  }
  if (body.messages !== undefined && body.input !== undefined) {
    issues.addIssue({
      code: 'custom',
      message: "Cannot specify both 'input' and 'messages'. Use one or the other.",
    });
  }
}

const streamFields = {
  streaming: optional(z.boolean()),
  stream_tokens: optional(z.boolean()),
  include_pings: optional(z.boolean()),
  background: optional(z.boolean()),
};

/** The body of `messages/async`. */
export const asyncBody = z.object(sendFields).superRefine(oneOfThem);

/** The body of `messages` and `messages/stream`. */
export const sendBody = z.object({ ...sendFields, ...streamFields }).superRefine(oneOfThem);

/** The body of `conversations/{id}/messages`. */
export const conversationBody = z
  .object({ ...sendFields, ...streamFields, agent_id: optional(idOf('agent')) })
  .superRefine(oneOfThem);

/**
 * The messages of a body, each with an otid of its own when the caller gave none, as Letta does.
 *
 * @throws HTTPException 422 when there is none.
 */
export function toInput(body: z.output<typeof asyncBody>): InputMessage[] {
  const input: InputMessage[] =
    body.messages === undefined
      ? [{ role: 'user', content: body.input ?? '', otid: newOtid() }]
      : body.messages.map(({ role, content, otid, name }) => ({
          role,
          content,
          otid: otid || newOtid(),
          ...(name === undefined ? {} : { name }),
        }));
  if (input.length === 0) {
    throw apiError(422, { detail: 'Messages must not be empty' });
  }
  return input;
}

function newOtid(): string {
  return globalThis.crypto.randomUUID();
}
