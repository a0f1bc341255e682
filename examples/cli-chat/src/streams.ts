import type { Readable, Writable } from 'node:stream';

/** Where words come from: a keyboard (`process.stdin` at a terminal), a file, a pipe. */
export type InputStream = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

/** Where words go: a screen (`process.stdout` at a terminal), a file, a pipe. */
export type OutputStream = Writable & {
  isTTY?: boolean;
  /** Width of a screen. */
  columns?: number;
  /** Height of a screen, in lines. */
  rows?: number;
};
