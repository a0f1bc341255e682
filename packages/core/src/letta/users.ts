import { PAGE_SIZE } from '../defaults.js';
import { findAgents, livingAgent } from './agents.js';
import { call, type Connection } from './connection.js';
import { readUserTag, USER_TAG_PREFIX, userTag } from './user-tag.js';

/**
 * The ids of all users that have memory, in the order of their tags. A page of tags a request, and one request
 * more for each id that is too long for a tag.
 *
 * @yields one id after the other.
 */
export async function* listUserIds(
  connection: Connection,
  options: { signal?: AbortSignal | undefined; pageSize?: number } = {},
): AsyncGenerator<string> {
  const { signal, pageSize = PAGE_SIZE } = options;
  for (let after: string | undefined; ;) {
    const tags = await call(connection, { operation: 'list the users', signal }, (client, requestOptions) =>
      client.tags.list({ name: USER_TAG_PREFIX, order: 'asc', limit: pageSize, after }, requestOptions),
    );
    for (const tag of tags) {
      // The server finds the prefix anywhere and in any case, so each tag is read again here.
      const read = readUserTag(tag);
      const userId = read === 'hashed' ? await userIdOfHash(connection, tag, signal) : read?.userId;
      if (userId !== undefined) yield userId;
    }
    const last = tags.at(-1);
    if (tags.length < pageSize || last === undefined || last === after) return;
    after = last;
  }
}

/** The id behind a hashed tag, from the agent that bears it; undefined when that does not fit the tag. */
async function userIdOfHash(
  connection: Connection,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const userId = livingAgent(await findAgents(connection, [tag], signal))?.userId;
  return typeof userId === 'string' && (await userTag(userId)) === tag ? userId : undefined;
}
