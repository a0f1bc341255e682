import { defineConfig } from 'vitest/config';

/** One project a server: the contract is written once and every file of it runs in each. */
const project = (name: string, exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    exclude: ['src/documents/**', 'src/middleware/**', ...exclude],
    globalSetup: [`src/servers/setup/${name}.ts`],
  },
});

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // a run on a real server takes one to three seconds, and three files share two cores
    testTimeout: 60_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 3,
    projects: [
      project('embedded', ['src/contract/restart.test.ts']),
      project('embedded-http'),
      project('letta'),
      { extends: true, test: { name: 'documents', exclude: ['src/contract/**', 'src/middleware/**'] } },
      { extends: true, test: { name: 'middleware', exclude: ['src/contract/**', 'src/documents/**'] } },
    ],
  },
});
