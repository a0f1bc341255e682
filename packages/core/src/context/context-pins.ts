import { BoundedMap } from '../letta/bounded-map.js';
import {
  CACHED_USERS,
  PINNED_PLACES_PER_USER,
  PROMPT_CACHE_IDLE_MS,
  TURNS_PER_PIN,
} from './cache-defaults.js';
import { systemClock, type Clock } from './clock.js';
import type { LearnedBlock } from './learned-blocks.js';

/** Bounds of {@link ContextPins}. */
export interface ContextPinsOptions {
  /** Most users whose pins are kept. Default 1,000. */
  maxUsers?: number;
  /** Milliseconds without a call after which a pin is made anew: the provider's cache is gone. Default 300,000. */
  idleMs?: number;
  /** The time. Default: the real one. */
  clock?: Clock;
}

/** Where a text is pinned, and what is known when a model is called there. */
export interface PinnedCall {
  userId: string;
  /** Pins for the conversation; without it, for the turn. */
  conversationId: string | undefined;
  /** What is the same in all steps of a turn; undefined when the prompt has no words of a user. */
  turnKey: string | undefined;
  /** Whether the prompt ends with the user's words, so that no step of this turn has been seen yet. */
  startsTurn: boolean;
  /** Each model of each provider has a prompt cache of its own. */
  model: string;
  /** What is known of the user: null for nothing, undefined when it could not be read in time. */
  blocks: readonly LearnedBlock[] | null | undefined;
  /** Writes blocks as they go into the prompt; `''` for none. */
  write: (blocks: readonly LearnedBlock[]) => string;
  /** Writes what is new since the pin was made; `''` for nothing. Is called once a turn. */
  writeNews: (pinned: readonly LearnedBlock[]) => string;
}

/** What goes into a prompt; `''` for nothing. */
export interface PinnedTexts {
  /** For the system messages: the same in all calls until the pin ends. */
  context: string;
  /** For the end of the newest user message: the same in all steps of a turn. */
  news: string;
}

interface Pin {
  context: string;
  blocks: readonly LearnedBlock[];
  usedAt: number;
  /** For this turn only, since nothing was known: the next one gets a real pin. */
  provisionalFor: string | undefined;
  isProvisional: boolean;
  /** What was new, by turn: calls of several turns may run at once. */
  news: BoundedMap<string, string>;
}

const NOTHING: readonly LearnedBlock[] = [];

/**
 * What was injected where. Providers cache prompts by their prefix, so the text among the system messages must not
 * change with everything that is learned: it stays as it was, and what is new goes to the prompt's end.
 */
export class ContextPins {
  readonly #idleMs: number;
  readonly #clock: Clock;
  readonly #users: BoundedMap<string, BoundedMap<string, Pin>>;

  constructor(options: ContextPinsOptions = {}) {
    this.#idleMs = options.idleMs ?? PROMPT_CACHE_IDLE_MS;
    this.#clock = options.clock ?? systemClock;
    this.#users = new BoundedMap(options.maxUsers ?? CACHED_USERS);
  }

  /** What goes into the prompt of this call. */
  textsFor(call: PinnedCall): PinnedTexts {
    const now = this.#clock.now();
    const pins = this.#pinsOf(call.userId);
    const place = placeOf(call);
    const existing = pins.get(place);
    const pin = existing && this.#holds(existing, call, now) ? existing : newPin(call);
    if (pin !== existing) pins.set(place, pin);
    pin.usedAt = now;
    const turnKey = call.turnKey ?? '';
    const known = call.startsTurn ? undefined : pin.news.get(turnKey);
    const news = known ?? call.writeNews(pin.blocks);
    pin.news.set(turnKey, news);
    return { context: pin.context, news };
  }

  /** Drops all pins of a user: what they hold was deleted, or changed by hand. */
  forget(userId: string): void {
    this.#users.delete(userId);
  }

  /** How many users have pins. */
  get size(): number {
    return this.#users.size;
  }

  #pinsOf(userId: string): BoundedMap<string, Pin> {
    const existing = this.#users.get(userId);
    if (existing) return existing;
    const pins = new BoundedMap<string, Pin>(PINNED_PLACES_PER_USER);
    this.#users.set(userId, pins);
    return pins;
  }

  #holds(pin: Pin, call: PinnedCall, now: number): boolean {
    if (now - pin.usedAt >= this.#idleMs) return false;
    if (pin.isProvisional) return !call.startsTurn && pin.provisionalFor === call.turnKey;
    // Without a conversation the same words make the same place: a turn that begins there is another one.
    return call.conversationId !== undefined || !call.startsTurn;
  }
}

/** JSON, so that no characters in ids make two places one. */
function placeOf({ model, conversationId, turnKey }: PinnedCall): string {
  const place = conversationId === undefined ? { turn: turnKey } : { conversation: conversationId };
  return JSON.stringify([model, place]);
}

function newPin({ blocks, turnKey, write }: PinnedCall): Pin {
  return {
    context: blocks && blocks.length > 0 ? write(blocks) : '',
    blocks: blocks ?? NOTHING,
    usedAt: 0,
    isProvisional: blocks === undefined,
    provisionalFor: turnKey,
    news: new BoundedMap(TURNS_PER_PIN),
  };
}
