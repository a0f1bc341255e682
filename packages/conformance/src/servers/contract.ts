import { afterAll, describe, inject, test } from 'vitest';

import { embeddedAt } from './embedded-http.js';
import { realLettaAt } from './real-letta.js';
import type { ServerUnderTest } from './server.js';

/** The server of the vitest project that runs this file, or the reason why there is none. */
async function open(): Promise<ServerUnderTest | string> {
  const address = inject('server');
  switch (address.kind) {
    case 'letta':
      return realLettaAt(address);
    case 'embedded-http':
      return embeddedAt(address);
    case 'embedded': {
      // loaded only here: the other projects need neither libSQL nor a build of the embedded server
      const { startEmbeddedInProcess } = await import('./embedded-in-process.js');
      return startEmbeddedInProcess(address.modelUrl);
    }
    case 'unavailable':
      return address.reason;
  }
}

const opened = await open();
if (typeof opened !== 'string') afterAll(() => opened.stop());

/** A part of the contract: told once, run on every server. */
export function contract(part: string, tell: (server: ServerUnderTest) => void): void {
  describe(part, () => {
    if (typeof opened === 'string') test.skip(`not run: ${opened}`, () => {});
    else tell(opened);
  });
}
