import { expect, it } from 'vitest';

import { isLoopback } from './loopback.js';

it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'LOCALHOST', 'app.localhost'])(
  '%s is this machine only',
  (host) => expect(isLoopback(host)).toBe(true),
);

it.each([
  '0.0.0.0',
  '::',
  '192.168.1.4',
  '127.evil.example',
  '1270.0.0.1',
  'localhost.evil.example',
  '',
  'fe80::1',
])('%s may be reached by others', (host) => expect(isLoopback(host)).toBe(false));
