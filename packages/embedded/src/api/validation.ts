import type { Context } from 'hono';
import { z } from 'zod';

import { invalidArgument, unprocessable, type Complaint } from './api-error.js';

type IdKind = 'agent' | 'archive' | 'block' | 'message' | 'passage' | 'run';

const UUID4 = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** A body field that may be left out or null, which mean the same to Letta. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A query parameter with one value; the last one counts. */
export function one<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), schema.optional());
}

/** A query parameter that may be given several times. */
export function many<Schema extends z.ZodType>(schema: Schema) {
  return z.array(schema).optional();
}

/** `true` and `false` in a query. */
export const queryBoolean = z
  .string()
  .toLowerCase()
  .refine(
    (text) => ['true', '1', 'yes', 'on', 'false', '0', 'no', 'off', ''].includes(text),
    'Input should be a valid boolean',
  )
  .transform((text) => ['true', '1', 'yes', 'on'].includes(text));

/** A whole number in a query. */
export const queryInteger = z
  .string()
  .regex(/^-?\d{1,15}$/, 'Input should be a valid integer')
  .transform(Number);

/**
 * The body of a request, checked.
 *
 * @throws HTTPException 422 that names the fields.
 */
export async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await context.req.text();
  if (text.trim() === '') {
    throw unprocessable([{ type: 'missing', loc: ['body'], msg: 'Field required' }]);
  }
  return check(schema, parseJson(text), 'body');
}

/**
 * The body of a request that may have none.
 *
 * @throws HTTPException 422 that names the fields.
 */
export async function readOptionalBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await context.req.text();
  const value = text.trim() === '' ? {} : parseJson(text);
  return check(schema, value ?? {}, 'body');
}

/**
 * The query of a request, checked.
 *
 * @param shape A schema per parameter, made with `one` or `many`.
 * @throws HTTPException 422 that names the parameters.
 */
export function readQuery<Shape extends z.ZodRawShape>(
  context: Context,
  shape: Shape,
): z.output<z.ZodObject<Shape>> {
  return check(z.object(shape), context.req.queries(), 'query');
}

/**
 * An id in the path.
 *
 * @throws HTTPException 422 when it cannot be an id of that kind.
 */
export function readId(context: Context, kind: Exclude<IdKind, 'run'>, parameter = `${kind}_id`): string {
  const id = context.req.param(parameter) ?? '';
  if (!isId(id, kind)) {
    const msg = `String should match pattern '${kind}-{uuid4}'`;
    throw unprocessable(
      [{ type: 'string_pattern_mismatch', loc: ['path', parameter], msg }],
      [`${kind}-123e4567-e89b-42d3-8456-426614174000`],
    );
  }
  return id;
}

/**
 * A run's id in the path, which Letta refuses in another way.
 *
 * @throws HTTPException 400 when it cannot be an id.
 */
export function readRunId(context: Context): string {
  const id = context.req.param('run_id') ?? '';
  if (!isId(id, 'run')) {
    throw invalidArgument("Invalid run ID format. Expected format: 'run-<uuid4>'");
  }
  return id;
}

/** An id in a body. */
export function idOf(kind: IdKind) {
  return z.string().regex(new RegExp(`^${kind}-${UUID4}$`), `String should match pattern '${kind}-{uuid4}'`);
}

function isId(text: string, kind: IdKind): boolean {
  return new RegExp(`^${kind}-${UUID4}$`).test(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      // Letta drops NUL too: databases end their texts with it.
      typeof value === 'string' ? value.replaceAll('\0', '') : value,
    );
  } catch {
    throw unprocessable([{ type: 'json_invalid', loc: ['body'], msg: 'JSON decode error' }]);
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw unprocessable(result.error.issues.map((issue) => complaintOf(issue, place)));
  }
  return result.data;
}

function complaintOf(issue: z.core.$ZodIssue, place: string): Complaint {
  const loc = [place, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing
    ? { type: 'missing', loc, msg: 'Field required' }
    : { type: issue.code, loc, msg: issue.message };
}
