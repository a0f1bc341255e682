import { expect, it } from 'vitest';

import { printable } from './printable.js';

it('takes the teeth out of escape sequences and leaves letters, lines and tabs alone', () => {
  expect(printable('\u001B]52;c;c3Rvc2Vu\u0007\u001B[2Jblåbær\r\n\tpie \u{1F967}\u009B1m')).toBe(
    ']52;c;c3Rvc2Vu[2Jblåbær\n\tpie \u{1F967}1m',
  );
});
