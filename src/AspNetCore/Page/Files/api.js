// Asks this host, and nobody else. The key is in this module's memory and nowhere else.

let key = null;
let leaving = new AbortController();

export class Refused extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function hold(adminKey) {
  key = adminKey;
}

// What is under way is given up, so that no answer comes after the key is gone.
export function forget() {
  key = null;
  leaving.abort();
  leaving = new AbortController();
}

export async function ask(path, { method = 'GET', body } = {}) {
  const { signal } = leaving;
  if (key === null) {
    throw new DOMException('The page was closed.', 'AbortError');
  }

  const headers = { Authorization: `Bearer ${key}`, Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }

  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal,
  });
  const answer = await read(response);
  signal.throwIfAborted();
  if (!response.ok) {
    throw new Refused(response.status, answer?.detail ?? `The host answered ${response.status}.`, Number(response.headers.get('Retry-After')) || null);
  }

  return answer;
}

async function read(response) {
  try {
    return await response.json();
  } catch (unreadable) {
    if (unreadable.name === 'AbortError') {
      throw unreadable;
    }

    return null;
  }
}
