// Adds up vitest's JSON reports. A failed stage without a failed test counts as one failure, and so does a
// package with tests but no report: a runner that died must not look green.
import { globSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const stageFailed = process.argv[2] !== '0';
let passed = 0;
let failed = 0;
for (const manifest of globSync('{packages,examples}/*/package.json')) {
  const { scripts = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
  for (const [script, file] of [
    ['test', 'report.json'],
    ['test:letta', 'report-letta.json'],
  ]) {
    if (!scripts[script]?.includes('vitest')) continue;
    const report = join(dirname(manifest), '.vitest', file);
    if (!existsSync(report)) {
      console.log(`no report of ${script} in ${dirname(manifest)}`);
      failed += 1;
      continue;
    }
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    failed += result.numFailedTests + (result.success || result.numFailedTests > 0 ? 0 : 1);
  }
}
if (stageFailed && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
