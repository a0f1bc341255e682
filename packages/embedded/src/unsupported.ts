// The entry of runtimes without files and native code (the conditions edge-light, workerd and browser): the same
// names, each of which says what to do instead. Nothing of Node.js may be imported from here.
import { EmbeddedUnsupportedError } from './errors.js';

export {
  EmbeddedClosedError,
  EmbeddedLettaError,
  EmbeddedOptionError,
  EmbeddedStorageError,
  EmbeddedUnsupportedError,
} from './errors.js';

/**
 * Not here: the embedded Letta needs Node.js.
 *
 * @throws EmbeddedUnsupportedError always.
 */
export function createEmbeddedLetta(): never {
  throw new EmbeddedUnsupportedError({ name: 'createEmbeddedLetta()' });
}

/**
 * Not here: the offline model needs Node.js.
 *
 * @throws EmbeddedUnsupportedError always.
 */
export function createOfflineModel(): never {
  throw new EmbeddedUnsupportedError({ name: 'createOfflineModel()' });
}
