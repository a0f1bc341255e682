import { systemClock, type Clock } from './clock.js';
import { ResultCollector } from './result-collector.js';
import type { TurnResult } from './turn.js';

/** How a stream is observed. */
export interface ObserveStreamOptions {
  /** Told once what the stream came to: at its end, its error, when its reader leaves it, or at the abort. */
  readonly onEnd: (result: TurnResult) => void;
  /** Told what is there when nobody has read, and nothing has come, for a while; `onEnd` may still follow. */
  readonly onIdle: (result: TurnResult) => void;
  /** The call's own signal. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a read or a part after which the stream is idle. Default 30,000. */
  readonly idleMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** Milliseconds. A reader that lets a stream stand for so long has most likely left it without a word. */
const IDLE_MS = 30_000;

/**
 * Looks on while a stream is read. The reader gets the same parts at the same time, the source is asked as often and
 * no sooner, errors and cancellation pass through.
 *
 * It is no TransformStream: that one is told neither of all cancellations nor of a reader that just stops.
 *
 * @param stream the parts of a language model; it gets locked
 * @param options see {@link ObserveStreamOptions}
 * @returns the stream to read instead
 * @example
 * return { ...rest, stream: observeStream(stream, { signal, onEnd: remember, onIdle: remember }) };
 */
export function observeStream<Part>(
  stream: ReadableStream<Part>,
  options: ObserveStreamOptions,
): ReadableStream<Part> {
  const reader = stream.getReader();
  const watch = new Watch(options);
  return new ReadableStream<Part>(
    {
      async pull(controller) {
        watch.touch();
        try {
          const { done, value } = await reader.read();
          if (done) {
            watch.end();
            controller.close();
            return;
          }
          watch.add(value);
          controller.enqueue(value);
        } catch (error) {
          watch.end();
          controller.error(error);
        }
      },
      cancel(reason) {
        watch.end();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead: the source is asked only when the reader asks.
    { highWaterMark: 0 },
  );
}

/** Keeps what has come, and tells it when the time has come, the end once. */
class Watch {
  readonly #collector = new ResultCollector();
  readonly #options: ObserveStreamOptions;
  readonly #clock: Clock;
  readonly #idleMs: number;
  #touchedAt: number;
  #stopTimer: (() => void) | undefined;
  #hasEnded = false;

  constructor(options: ObserveStreamOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#idleMs = options.idleMs ?? IDLE_MS;
    this.#touchedAt = this.#clock.now();
    this.#waitForIdleness(this.#idleMs);
    // A signal that is aborted already gives no event; the stream itself then ends soon.
    options.signal?.addEventListener('abort', this.end);
  }

  touch(): void {
    if (this.#hasEnded) return;
    this.#touchedAt = this.#clock.now();
    // Was told to be idle, and the reader has come back.
    if (!this.#stopTimer) this.#waitForIdleness(this.#idleMs);
  }

  add(part: unknown): void {
    this.touch();
    if (this.#hasEnded) return;
    try {
      this.#collector.add(part);
    } catch {
      // A part whose fields throw: the reader gets it as it is.
    }
  }

  readonly end = (): void => {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stopTimer?.();
    this.#options.signal?.removeEventListener('abort', this.end);
    this.#tell(this.#options.onEnd);
  };

  // One timer, looked at when it ends: setting a new one at each part would cost more than all the rest.
  #waitForIdleness(delayMs: number): void {
    this.#stopTimer = this.#clock.after(delayMs, () => {
      const left = this.#touchedAt + this.#idleMs - this.#clock.now();
      if (left > 0) return this.#waitForIdleness(left);
      this.#stopTimer = undefined;
      this.#tell(this.#options.onIdle);
    });
  }

  // Whatever goes wrong with memory, the reader must not notice.
  #tell(listener: (result: TurnResult) => void): void {
    try {
      listener(this.#collector.result());
    } catch {
      // The listener reports its own failures.
    }
  }
}
