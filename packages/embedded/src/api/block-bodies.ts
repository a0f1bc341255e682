import { z } from 'zod';

import type { NewBlock } from '../storage/block-rows.js';
import { optional } from './validation.js';

/** Letta's limit of a block that is made without one, in characters. */
const DEFAULT_LIMIT = 100_000;

const fields = {
  limit: optional(z.int()),
  description: optional(z.string()),
  read_only: optional(z.boolean()),
  metadata: optional(z.record(z.string(), z.unknown())),
  hidden: optional(z.boolean()),
  tags: optional(z.array(z.string())),
};

/** The body that makes a block. */
export const createBlockBody = z.object({ label: z.string(), value: optional(z.string()), ...fields });

/** The body that changes a block. What is left out or null stays as it is. */
export const updateBlockBody = z.object({
  label: optional(z.string()),
  value: optional(z.string()),
  ...fields,
});

/** What to store for a new block. */
export function toNewBlock(body: z.output<typeof createBlockBody>): NewBlock {
  return {
    label: body.label,
    value: body.value ?? '',
    limit: body.limit ?? DEFAULT_LIMIT,
    description: body.description ?? null,
    readOnly: body.read_only ?? false,
    metadata: body.metadata ?? {},
    hidden: body.hidden ?? null,
    tags: body.tags ?? [],
  };
}

/** What to change in a stored block. */
export function toBlockChange(body: z.output<typeof updateBlockBody>): Partial<NewBlock> {
  const { read_only: readOnly, ...change } = body;
  return { ...change, readOnly };
}
