/** The kinds of things that have an id, spelled as in Letta's ids. */
export type IdKind = 'agent' | 'archive' | 'block' | 'letta' | 'message' | 'passage' | 'run' | 'step';

/**
 * A new id in Letta's shape.
 *
 * @param kind What it is the id of.
 * @example
 * newId('agent'); // 'agent-1b4e28ba-2fa1-41d2-883f-0016d3cca427'
 */
export function newId(kind: IdKind): string {
  return `${kind}-${globalThis.crypto.randomUUID()}`;
}
