import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', unsupported: 'src/unsupported.ts', bin: 'src/bin/main.ts' },
  format: 'esm',
  target: 'es2023',
  platform: 'node',
  dts: { entry: { index: 'src/index.ts' } },
  clean: true,
  sourcemap: true,
});
