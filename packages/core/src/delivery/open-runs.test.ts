import { expect, it } from 'vitest';
import { OpenRuns } from './open-runs.js';

it('knows the last run of a user until it is seen to end', () => {
  const open = new OpenRuns();
  open.started('sarah', 'run-1');
  open.started('sarah', 'run-2');
  open.ended('run-1');
  expect(open.get('sarah')?.runId).toBe('run-2');
  open.ended('run-of-another-process');
  open.ended('run-2');
  expect(open.get('sarah')).toBeUndefined();
});

it('forgets a user with the run', () => {
  const open = new OpenRuns();
  open.started('sarah', 'run-1');
  open.started('tom', 'run-2');
  open.forget('sarah');
  open.forget('nobody');
  expect([open.get('sarah'), open.get('tom')?.runId]).toEqual([undefined, 'run-2']);
});
