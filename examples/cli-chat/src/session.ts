import type { ModelMessage } from 'ai';

/** Who is talking, and what was said since the start or the last `/clear`. */
export interface Session {
  user: string;
  history: ModelMessage[];
}
