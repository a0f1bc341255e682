import { cleanName } from './clean-text.js';
import { NAME_LIMIT } from './limits.js';

/**
 * What stands in a transcript for a file or an image: its name and media type, never its bytes or its address.
 *
 * @param part the part with the file; fields that are missing or no strings are left out
 * @returns for example `[image: photo.png image/png]`
 */
export function fileLine(part: {
  readonly filename?: unknown;
  readonly mediaType?: unknown;
  readonly type?: unknown;
}): string {
  const mediaType = readName(part.mediaType);
  const details = [readName(part.filename), mediaType].filter(Boolean).join(' ');
  const kind = kindOf(mediaType, part.type);
  return details === '' ? `[${kind}]` : `[${kind}: ${details}]`;
}

function kindOf(mediaType: string, type: unknown): string {
  if (String(type).startsWith('image')) return 'image';
  return ['image', 'audio', 'video'].find((kind) => mediaType.startsWith(kind)) ?? 'file';
}

function readName(value: unknown): string {
  return typeof value === 'string' ? cleanName(value, NAME_LIMIT) : '';
}
