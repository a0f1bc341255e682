import { isRecord } from './readable-json.js';
import type { TurnResult } from './turn.js';

/** Puts the parts of a stream together again, of spec v2, v3 and v4. What it cannot read, it passes over. */
export class ResultCollector {
  readonly #content: unknown[] = [];
  readonly #texts = new Map<unknown, { type: 'text'; text: string }>();
  #finishReason: unknown;
  #hasFinished = false;
  #hasFailed = false;

  /**
   * Takes in the next part; it never throws.
   *
   * @param part of any kind, also a broken one
   */
  add(part: unknown): void {
    if (!isRecord(part)) return;
    switch (part['type']) {
      case 'text-delta':
        if (typeof part['delta'] === 'string') this.#text(part['id']).text += part['delta'];
        break;
      case 'text-end':
        // An id may be used again.
        this.#texts.delete(part['id']);
        break;
      case 'tool-call':
      case 'file':
        this.#content.push(part);
        break;
      case 'tool-result':
        // Providers may tell how far a tool has come, again and again, before its result.
        if (part['preliminary'] !== true) this.#content.push(part);
        break;
      case 'error':
        this.#hasFailed = true;
        break;
      case 'finish':
        this.#finishReason = part['finishReason'];
        this.#hasFinished = true;
        break;
    }
  }

  /** What is there so far; without a `finish` part it counts as failed. */
  result(): TurnResult {
    return {
      content: this.#content.map((part) => (isRecord(part) ? { ...part } : part)),
      finishReason: this.#finishReason,
      failed: this.#hasFailed || !this.#hasFinished,
    };
  }

  // A text stands where its first piece came; several may come in turns.
  #text(id: unknown): { text: string } {
    const known = this.#texts.get(id);
    if (known) return known;
    const text = { type: 'text' as const, text: '' };
    this.#texts.set(id, text);
    this.#content.push(text);
    return text;
  }
}
