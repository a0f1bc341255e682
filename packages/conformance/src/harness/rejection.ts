import { APIError } from '@letta-ai/letta-client';

/** The status of the answer that a call of the raw client fails with; fails when the call succeeds. */
export async function statusOf(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
  } catch (error) {
    if (error instanceof APIError) return error.status;
    throw error;
  }
  throw new Error('The call succeeded');
}

/** What a promise rejects with; fails when it resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('The promise resolved');
    },
    (error: unknown) => error,
  );
}
