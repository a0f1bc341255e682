export interface RecordedRequest {
  method: string;
  /** Path without the host; the query is apart. */
  path: string;
  query: URLSearchParams;
  /** The status of the answer; null when there was none. */
  status: number | null;
  headers: Headers;
}

export interface RecordingFetch {
  fetch: typeof fetch;
  /** All requests since the start, or since `forget`, in order. */
  requests: RecordedRequest[];
  forget(): void;
}

/** A `fetch` that keeps what goes through it. */
export function recordingFetch(through: typeof fetch): RecordingFetch {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    forget: () => requests.splice(0),
    async fetch(input, init) {
      const request = new Request(input instanceof Request ? input : String(input), init);
      const url = new URL(request.url);
      const record: RecordedRequest = {
        method: request.method,
        path: url.pathname.replace(/\/$/, ''),
        query: url.searchParams,
        status: null,
        headers: request.headers,
      };
      requests.push(record);
      const response = await through(input, init);
      record.status = response.status;
      return response;
    },
  };
}

/** A `fetch` whose connection breaks at some requests, counted from 1; `isBroken` tells which. */
export function breakingFetch(through: typeof fetch, isBroken: (count: number) => boolean): typeof fetch {
  let count = 0;
  return (input, init) => {
    count += 1;
    return isBroken(count) ? Promise.reject(new TypeError('fetch failed')) : through(input, init);
  };
}
