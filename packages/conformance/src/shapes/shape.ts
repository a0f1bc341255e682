/** For each path in a JSON value the kinds of value found there, such as `null|string`; items of a list share one path. */
export type Shape = Record<string, string>;

/** What the caller itself put there, or Letta's own tables of model settings: their keys are no part of the API. */
const freeForm = new Set([
  'metadata',
  'arguments',
  'json_schema',
  'tool_exec_environment_variables',
  'secrets',
]);

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** The shape of a JSON value: all paths in it and the kinds of their values, no content. */
export function shapeOf(value: unknown): Shape {
  const kinds = new Map<string, Set<string>>();
  const visit = (item: unknown, path: string): void => {
    const kind = kindOf(item);
    kinds.set(path, (kinds.get(path) ?? new Set()).add(kind));
    if (Array.isArray(item)) {
      for (const element of item) visit(element, `${path}[]`);
      return;
    }
    if (typeof item !== 'object' || item === null) return;
    for (const [key, element] of Object.entries(item)) {
      // some bodies are keyed by an id
      const below = `${path}.${key.replace(/-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '-{uuid}')}`;
      if (freeForm.has(key)) kinds.set(below, (kinds.get(below) ?? new Set()).add(kindOf(element)));
      else visit(element, below);
    }
  };
  visit(value, '$');
  return Object.fromEntries(
    [...kinds]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, set]) => [path, [...set].toSorted().join('|')]),
  );
}
