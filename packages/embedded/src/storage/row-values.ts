import type { Row } from '@libsql/client';
import { z } from 'zod';

/** A JSON object as it is kept for a caller. */
export type JsonObject = Record<string, unknown>;

const jsonObject = z.record(z.string(), z.unknown());

/** The text of a column that is never NULL. */
export function textOf(row: Row, column: string): string {
  return String(row[column]);
}

/** The text of a column, or null. */
export function optionalTextOf(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

/** The number in a column that is never NULL. */
export function numberOf(row: Row, column: string): number {
  return Number(row[column]);
}

/** The number in a column, or null. */
export function optionalNumberOf(row: Row, column: string): number | null {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value);
}

/** The truth value in a column that is never NULL. */
export function booleanOf(row: Row, column: string): boolean {
  return Number(row[column]) !== 0;
}

/** The truth value in a column, or null. */
export function optionalBooleanOf(row: Row, column: string): boolean | null {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value) !== 0;
}

/** The JSON in a column, checked. */
export function jsonOf<T>(row: Row, column: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(textOf(row, column)));
}

/** The JSON object in a column. */
export function jsonObjectOf(row: Row, column: string): JsonObject {
  return jsonOf(row, column, jsonObject);
}
