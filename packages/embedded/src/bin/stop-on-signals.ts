import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ends the process in order at the first signal, with exit code 0, and at once at the second.
 *
 * @param stop What is to be done before the end.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      void endInOrder(stop);
    });
  }
}

async function endInOrder(stop: () => Promise<void>): Promise<void> {
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(
      `Stopped, but not in order: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}
