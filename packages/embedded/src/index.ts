export { createEmbeddedLetta, type EmbeddedLetta } from './embedded-letta.js';
export type { EmbeddedLettaOptions } from './embedded-options.js';
export {
  EmbeddedClosedError,
  EmbeddedLettaError,
  EmbeddedOptionError,
  EmbeddedStorageError,
  EmbeddedUnsupportedError,
  type EmbeddedLettaErrorOptions,
} from './errors.js';
export { createOfflineModel, type OfflineModelOptions } from './offline-model/offline-model.js';
