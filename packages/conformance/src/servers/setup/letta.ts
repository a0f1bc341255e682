import type { TestProject } from 'vitest/node';

import { startLettaProcess, type LettaAddress } from '../real-letta.js';
import { CannotRunLettaError } from '../venv.js';

/**
 * `LETTA_TEST_ADDRESS` (the JSON line of a `serve.py` that runs already) is a short cut while writing tests.
 * Where `CI` is set, whatever is missing is installed, and what fails, fails.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.LETTA_TEST_ADDRESS;
  if (running) {
    project.provide('server', { kind: 'letta', ...(JSON.parse(running) as LettaAddress) });
    return undefined;
  }
  try {
    const { address, process: child } = await startLettaProcess();
    project.provide('server', { kind: 'letta', ...address });
    return () => child.stop();
  } catch (error) {
    if (process.env.CI || !(error instanceof CannotRunLettaError)) throw error;
    console.log(`The contract suite is not run on a real Letta here: ${error.message}.`);
    project.provide('server', { kind: 'unavailable', reason: error.message });
    return undefined;
  }
}
