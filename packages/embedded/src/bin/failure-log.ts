/**
 * One line for the log about a run that failed. Only the kind of error is told: the messages of model
 * providers may quote what a user said.
 *
 * @param error What went wrong.
 */
export function failureLine(error: unknown): string {
  return `A memory agent's run failed: ${kindOf(error)}\n`;
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const status =
    'statusCode' in error && typeof error.statusCode === 'number' ? `, status ${error.statusCode}` : '';
  const cause = error.cause instanceof Error ? `, from ${kindOf(error.cause)}` : '';
  return `${error.name}${status}${cause}`;
}
