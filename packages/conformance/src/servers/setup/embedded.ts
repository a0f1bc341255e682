import type { TestProject } from 'vitest/node';

import { startScriptedModel } from '../scripted-model.js';

/** Each test file opens an embedded Letta in its own process; the model over HTTP is shared. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const model = await startScriptedModel();
  project.provide('server', { kind: 'embedded', modelUrl: model.url });
  return () => model.stop();
}
