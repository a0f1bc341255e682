/** A core-memory block as the memory agent sees it. */
export interface AgentBlock {
  /** The name tools address it by, for example `human`. */
  label: string;
  /** What belongs into it, in words for the model. */
  description: string | null;
  /** How many characters it should keep to. Told to the agent, not enforced (as Letta since 0.16.7). */
  limit: number | null;
  value: string;
  /** Whether the agent may only read it. */
  readOnly: boolean;
}
