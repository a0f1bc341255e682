import type { EmbeddedAddress } from './embedded-http.js';
import type { LettaAddress } from './real-letta.js';

/** What a project's global set-up hands to its test files. */
export type ServerAddress =
  | ({ kind: 'letta' } & LettaAddress)
  | ({ kind: 'embedded-http' } & EmbeddedAddress)
  | { kind: 'embedded'; modelUrl: string }
  | { kind: 'unavailable'; reason: string };

declare module 'vitest' {
  export interface ProvidedContext {
    server: ServerAddress;
  }
}
