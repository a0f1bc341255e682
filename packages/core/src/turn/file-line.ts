import { cleanName } from './clean-text.js';
import { NAME_LIMIT } from './limits.js';

/**
 * What stands in a transcript for a file or an image: its name and media type, never its bytes or its address.
 *
 * @param part the part with the file; fields that are missing or no strings are left out
 * @returns for example `[file: menu.pdf (application/pdf)]`
 */
export function fileLine(part: {
  readonly filename?: unknown;
  readonly mediaType?: unknown;
  readonly type?: unknown;
}): string {
  const name = readName(part.filename);
  const mediaType = readName(part.mediaType);
  const kind = mediaType.startsWith('image') || String(part.type).startsWith('image') ? 'image' : 'file';
  const details = [name, mediaType && `(${mediaType})`].filter(Boolean).join(' ');
  return details === '' ? `[${kind}]` : `[${kind}: ${details}]`;
}

function readName(value: unknown): string {
  return typeof value === 'string' ? cleanName(value, NAME_LIMIT) : '';
}
