import { isIP } from 'node:net';

/**
 * Whether an address or host name can only be reached from this machine.
 *
 * @param host `127.0.0.1`, `::1`, `[::1]`, `localhost`; anything else counts as reachable by others.
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}
