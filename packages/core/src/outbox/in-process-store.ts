import { KEPT_TURNS } from './outbox-defaults.js';
import type { OutboxStore, StoreChange } from './outbox-store.js';
import { isSettled, type StoredTurn } from './stored-turn.js';

/**
 * Keeps turns in this process. A change has taken effect when `upsert` returns, before its promise is settled.
 *
 * It is bounded: turns that went are forgotten first, longest unchanged first. When all that is kept has still to go,
 * it takes no new one.
 */
export class InProcessStore implements OutboxStore {
  readonly #users = new Map<string, Map<string, StoredTurn>>();
  /** The turns that went, the first one is unchanged for the longest time. */
  readonly #settled = new Set<StoredTurn>();
  readonly #maxTurns: number;
  #size = 0;

  /**
   * @param options `maxTurns`: how many turns are kept, sent ones included. Default 10,000.
   */
  constructor({ maxTurns = KEPT_TURNS }: { maxTurns?: number | undefined } = {}) {
    this.#maxTurns = maxTurns;
  }

  async upsert<Outcome>(
    userId: string,
    change: (turns: readonly StoredTurn[]) => StoreChange<Outcome>,
  ): Promise<Outcome> {
    const { save, remove, outcome } = change(this.peek(userId));
    this.#makeRoom(userId, save);
    for (const id of remove) this.#remove(userId, id);
    for (const turn of save) this.#save(turn);
    return outcome;
  }

  peek(userId: string): readonly StoredTurn[] {
    return [...(this.#users.get(userId)?.values() ?? [])];
  }

  async users(): Promise<readonly string[]> {
    return [...this.#users.keys()];
  }

  async forget(userId: string): Promise<void> {
    for (const { id } of this.peek(userId)) this.#remove(userId, id);
  }

  // Before anything is changed: a change is made as a whole or not at all.
  #makeRoom(userId: string, save: readonly StoredTurn[]): void {
    const known = this.#users.get(userId);
    const saved = new Set(save.map(({ id }) => id));
    let tooMany = this.#size + save.filter(({ id }) => !known?.has(id)).length - this.#maxTurns;
    if (tooMany <= 0) return;
    for (const turn of this.#settled) {
      if (turn.userId === userId && saved.has(turn.id)) continue;
      this.#remove(turn.userId, turn.id);
      tooMany -= 1;
      if (tooMany === 0) return;
    }
    const isNew = save.some(({ id }) => !known?.has(id));
    if (isNew) throw new OutboxFullError(this.#maxTurns);
  }

  #save(turn: StoredTurn): void {
    const turns = this.#users.get(turn.userId) ?? new Map<string, StoredTurn>();
    this.#users.set(turn.userId, turns);
    const former = turns.get(turn.id);
    if (former) this.#settled.delete(former);
    else this.#size += 1;
    turns.set(turn.id, turn);
    if (isSettled(turn)) this.#settled.add(turn);
  }

  #remove(userId: string, id: string): void {
    const turns = this.#users.get(userId);
    const turn = turns?.get(id);
    if (!turns || !turn) return;
    turns.delete(id);
    this.#settled.delete(turn);
    this.#size -= 1;
    if (turns.size === 0) this.#users.delete(userId);
  }
}

/** The store is full of turns that have still to go. */
export class OutboxFullError extends Error {
  override readonly name = 'OutboxFullError';

  /** @param maxTurns how many turns it takes */
  constructor(maxTurns: number) {
    super(`The outbox holds ${maxTurns} turns that could not be delivered yet, and takes no more.`);
  }
}
