/**
 * Any value as one line of JSON, for people and models to read; it never throws. Bytes are named, not written out.
 *
 * @param value anything, also what JSON cannot hold
 */
export function readableJson(value: unknown): string {
  try {
    return JSON.stringify(value, readableValue) ?? '';
  } catch {
    // Circular, or a `toJSON` of the app that fails: the line must not cost the conversation.
    return '[unreadable]';
  }
}

function readableValue(this: unknown, key: string, value: unknown): unknown {
  // `value` has been through `toJSON` already, by which a Node Buffer becomes a list of numbers.
  const original = isRecord(this) ? this[key] : value;
  if (ArrayBuffer.isView(original) || original instanceof ArrayBuffer) return '[bytes]';
  return typeof value === 'bigint' ? String(value) : value;
}

/**
 * Whether a value is an object whose fields can be looked at.
 *
 * @param value anything
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
