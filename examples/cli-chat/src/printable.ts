const CONTROL_CHARACTERS = /(?![\n\t])\p{Cc}/gu;

/**
 * Text from elsewhere, without the control characters by which it could move the cursor, ring the bell or
 * write to the clipboard.
 */
export function printable(text: string): string {
  return text.replaceAll(CONTROL_CHARACTERS, '');
}
