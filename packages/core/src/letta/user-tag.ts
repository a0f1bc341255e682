/** On every agent and block of ours. */
export const MEMORY_TAG = 'letta-memory';
/** Before the encoded user id. It holds no `%` or `_`, which the server would take for wildcards. */
export const USER_TAG_PREFIX = 'letta-memory:user:';

const HASH_MARK = 'sha256:';
/** Bytes. Tags sit in a database index and in URLs. */
const LONGEST_TAG = 200;
const LONE_SURROGATE = /^[\uD800-\uDFFF]$/;

/**
 * Encodes any string, NUL and lone surrogates included, in plain ASCII; two ids never share an encoding.
 * It is percent-encoding, with `%uD800` for lone surrogates, which that cannot express.
 */
export function encodeUserId(userId: string): string {
  return userId.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S]/g, (character) =>
    LONE_SURROGATE.test(character)
      ? `%u${character.charCodeAt(0).toString(16).toUpperCase()}`
      : encodeURIComponent(character),
  );
}

/** The user id of an encoding, or null for text that {@link encodeUserId} cannot have made. */
export function decodeUserId(encoded: string): string | null {
  try {
    const userId = encoded
      .split(/(%u[0-9A-F]{4})/)
      .map((part) =>
        part.startsWith('%u')
          ? String.fromCharCode(Number.parseInt(part.slice(2), 16))
          : decodeURIComponent(part),
      )
      .join('');
    return encodeUserId(userId) === encoded ? userId : null;
  } catch {
    return null;
  }
}

/** The tag that marks everything of one user. */
export async function userTag(userId: string): Promise<string> {
  const encoded = encodeUserId(userId);
  const tag = USER_TAG_PREFIX + encoded;
  // Encoded ids are ASCII, so characters are bytes. An encoding holds no colon, so the mark is unambiguous.
  return tag.length <= LONGEST_TAG ? tag : USER_TAG_PREFIX + HASH_MARK + (await sha256Hex(encoded));
}

/** What a tag tells of its user: the id, or only that its id is hashed, or nothing as it is none of ours. */
export function readUserTag(tag: string): { userId: string } | 'hashed' | null {
  if (!tag.startsWith(USER_TAG_PREFIX)) return null;
  const rest = tag.slice(USER_TAG_PREFIX.length);
  if (rest.startsWith(HASH_MARK)) return 'hashed';
  const userId = decodeUserId(rest);
  return userId === null || userId === '' ? null : { userId };
}

/** A name for a user's agent. Letta takes only word characters, so the id itself cannot be in it. */
export async function agentName(userId: string): Promise<string> {
  return `letta-memory-${(await sha256Hex(encodeUserId(userId))).slice(0, 32)}`;
}

async function sha256Hex(ascii: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ascii));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
