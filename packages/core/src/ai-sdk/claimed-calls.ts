/**
 * What is kept of a call between `transformParams` and the call itself, by the very params object, which the AI SDK
 * hands on. It also shows that a model is wrapped twice: the second layer gets the params of the first.
 */
export class ClaimedCalls<State> {
  readonly #calls = new WeakMap<object, { owner: object; state: State }>();

  /** Whether a layer further out has this call already. */
  isClaimed(params: object): boolean {
    return this.#calls.has(params);
  }

  /**
   * Takes a call.
   *
   * @param params what goes to the model
   * @param owner the layer that takes it
   * @param state what to keep
   * @returns a copy, since a caller may use the same params for another call.
   */
  claim<Params extends object>(params: Params, owner: object, state: State): Params {
    const claimed = { ...params };
    this.#calls.set(claimed, { owner, state });
    return claimed;
  }

  /** What this layer has kept of the call; undefined when it is not this layer's. */
  stateOf(params: object, owner: object): State | undefined {
    const call = this.#calls.get(params);
    return call?.owner === owner ? call.state : undefined;
  }
}
