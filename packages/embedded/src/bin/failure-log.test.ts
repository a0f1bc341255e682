import { APICallError } from 'ai';
import { expect, it } from 'vitest';

import { failureLine } from './failure-log.js';

it('tells the kind of an error and of its causes, and nothing that a user said', () => {
  const cause = new APICallError({
    message: 'My secret',
    url: 'http://localhost',
    requestBodyValues: { prompt: 'My secret' },
    statusCode: 429,
  });
  const error = new RangeError('My secret', { cause });
  expect(failureLine(error)).toBe(
    "A memory agent's run failed: RangeError, from AI_APICallError, status 429\n",
  );
  expect(failureLine('My secret')).toBe("A memory agent's run failed: unknown error\n");
});
