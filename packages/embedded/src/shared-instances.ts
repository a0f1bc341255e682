// Frameworks evaluate one module several times in a process (Next.js: each route, and again while it builds),
// and packages come in several copies. A file must have one writer all the same, so instances are found through
// a global symbol, not through this module.
const REGISTRY = Symbol.for('letta-memory-embedded.instances');

/** Something that is opened when it is first needed and closed once. */
export interface Openable<Opened> {
  open(): Promise<Opened>;
  close(opened: Opened): Promise<void>;
}

/** One of possibly several holders of a shared thing. */
export interface Lease<Opened> {
  /** The thing, opened by whoever needs it first. After a failure the next one tries again. */
  use(): Promise<Opened>;
  /** Gives it back; the last one to do so closes it. Resolves when it is closed or still held by others. */
  release(): Promise<void>;
}

class Shared<Opened> {
  holders = 0;
  /** Resolves when the one before it on the same file is closed. */
  #before: Promise<void>;
  #openable: Openable<Opened>;
  #opened: Promise<Opened> | undefined;

  constructor(openable: Openable<Opened>, before: Promise<void>) {
    this.#openable = openable;
    this.#before = before;
  }

  use(): Promise<Opened> {
    const opened = (this.#opened ??= this.#before.then(() => this.#openable.open()));
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (opened !== undefined) await this.#openable.close(opened);
  }
}

interface Registry {
  instances: Map<string, Shared<unknown>>;
  closing: Map<string, Promise<void>>;
}

/**
 * Takes hold of the shared thing of a key; nothing is opened yet.
 *
 * @param key What makes two holders share; null shares with nobody.
 * @param openable How to open and close it. When somebody holds it already, theirs is used.
 */
export function lease<Opened extends object>(key: string | null, openable: Openable<Opened>): Lease<Opened> {
  const { instances, closing } = registry();
  const before = (key === null ? undefined : closing.get(key)) ?? Promise.resolve();
  // One key is always one kind of thing: the key is the file of a database.
  const found = key === null ? undefined : (instances.get(key) as Shared<Opened> | undefined);
  const shared = found ?? new Shared(openable, before);
  shared.holders++;
  if (key !== null) instances.set(key, shared);
  let released: Promise<void> | undefined;

  async function release(): Promise<void> {
    shared.holders--;
    if (shared.holders > 0) return;
    if (key === null) return shared.close();
    instances.delete(key);
    const closed = shared.close();
    const quiet = closed.catch(() => {});
    closing.set(key, quiet);
    try {
      await closed;
    } finally {
      if (closing.get(key) === quiet) closing.delete(key);
    }
  }

  return { use: () => shared.use(), release: () => (released ??= release()) };
}

function registry(): Registry {
  const holder = globalThis as typeof globalThis & { [REGISTRY]?: Registry };
  return (holder[REGISTRY] ??= { instances: new Map(), closing: new Map() });
}
