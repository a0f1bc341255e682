import { PAGE_SIZE } from '../defaults.js';
import { findAgents, livingAgent } from './agents.js';
import { type Server } from './server.js';
import { readUserTag, USER_TAG_PREFIX, userTag } from './user-tag.js';

/**
 * The ids of all users that have memory, in the order of their tags. A page of tags a request, and one request
 * more for each id that is too long for a tag.
 *
 * @yields one id after the other.
 */
export async function* listUserIds(server: Server, pageSize = PAGE_SIZE): AsyncGenerator<string> {
  for (let after: string | undefined; ;) {
    const tags = await server.ask('list the users', (client, options) =>
      client.tags.list({ name: USER_TAG_PREFIX, order: 'asc', limit: pageSize, after }, options),
    );
    for (const tag of tags) {
      // The server finds the prefix anywhere and in any case, so each tag is read again here.
      const read = readUserTag(tag);
      const userId = read === 'hashed' ? await userIdOfHash(server, tag) : read?.userId;
      if (userId !== undefined) yield userId;
    }
    const last = tags.at(-1);
    if (tags.length < pageSize || last === undefined || last === after) return;
    after = last;
  }
}

/** The id behind a hashed tag, from the agent that bears it; undefined when that does not fit the tag. */
async function userIdOfHash(server: Server, tag: string): Promise<string | undefined> {
  const userId = livingAgent(await findAgents(server, [tag]))?.userId;
  return typeof userId === 'string' && (await userTag(userId)) === tag ? userId : undefined;
}
