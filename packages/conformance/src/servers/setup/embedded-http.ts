import type { TestProject } from 'vitest/node';

import { startEmbeddedHttp } from '../embedded-http.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbeddedHttp();
  const { baseURL: url, file } = server;
  project.provide('server', { kind: 'embedded-http', url, file, modelUrl: server.scripted.url });
  return () => server.stop();
}
