import type { JSONSchema7, JSONValue } from '@ai-sdk/provider';
import { UnsupportedFunctionalityError } from '@ai-sdk/provider';

const deepest = 12;

/**
 * The smallest value that fits a simple JSON schema: the stand-in cannot fill it with sense, only with form.
 *
 * @throws UnsupportedFunctionalityError when the schema needs more than types, enums, lengths and bounds.
 */
export function minimalJson(schema: JSONSchema7 | undefined): JSONValue {
  return schema === undefined ? {} : valueOf(schema, 0);
}

function valueOf(schema: JSONSchema7 | boolean, depth: number): JSONValue {
  if (depth > deepest || schema === false) throw unsupported();
  if (schema === true) return null;
  if (schema.const !== undefined) return toJson(schema.const);
  if (schema.default !== undefined) return toJson(schema.default);
  if (schema.enum !== undefined && schema.enum[0] !== undefined) return toJson(schema.enum[0]);
  const choice = (schema.anyOf ?? schema.oneOf)?.[0];
  if (choice !== undefined) return valueOf(choice, depth + 1);
  if (schema.$ref !== undefined || schema.allOf !== undefined || schema.not !== undefined)
    throw unsupported();
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return stringOf(schema);
    case 'number':
    case 'integer':
      return numberOf(schema);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return arrayOf(schema, depth);
    default:
      return objectOf(schema, depth);
  }
}

function stringOf({ pattern, format, minLength = 0 }: JSONSchema7): string {
  if (pattern !== undefined || format !== undefined) throw unsupported();
  return '-'.repeat(minLength);
}

function numberOf({ minimum, exclusiveMinimum, maximum, multipleOf }: JSONSchema7): number {
  if (multipleOf !== undefined) throw unsupported();
  const least = exclusiveMinimum === undefined ? (minimum ?? 0) : exclusiveMinimum + 1;
  const value = maximum !== undefined && maximum < least ? maximum : least;
  return value < 0 && (maximum === undefined || maximum >= 0) ? 0 : Math.ceil(value);
}

function arrayOf({ items, minItems = 0 }: JSONSchema7, depth: number): JSONValue[] {
  if (minItems === 0) return [];
  if (items === undefined || Array.isArray(items) || minItems > 100) throw unsupported();
  return Array.from({ length: minItems }, () => valueOf(items, depth + 1));
}

function objectOf({ properties = {}, required = [] }: JSONSchema7, depth: number): Record<string, JSONValue> {
  return Object.fromEntries(
    required.map((name: string) => {
      const property = properties[name];
      return [name, property === undefined ? null : valueOf(property, depth + 1)];
    }),
  );
}

function toJson(value: unknown): JSONValue {
  return JSON.parse(JSON.stringify(value));
}

function unsupported(): UnsupportedFunctionalityError {
  return new UnsupportedFunctionalityError({
    functionality: 'structured output of this schema',
    message: 'The offline stand-in fills only simple JSON schemas. Use a real model for structured output.',
  });
}
