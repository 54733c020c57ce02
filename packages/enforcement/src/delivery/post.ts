/** One attempt at a delivery. */
import { limits } from '../limits.ts';
import type { Delivery } from '../store.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';
import type { Sink } from './sink.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Attempt =
  | { readonly kind: 'delivered' }
  /** `afterMillis`: the receiver asked to wait at least so long. */
  | { readonly kind: 'failed'; readonly error: string; readonly afterMillis: number };

/** POST the delivery. Redirects are failures: a signed body goes nowhere but to its sink. Never throws. */
export async function post(
  fetch: Fetch,
  sink: Sink,
  delivery: Delivery,
  nowMillis: number,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const response = await fetch(sink.url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      body: delivery.body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'lapwing',
        'idempotency-key': delivery.effectId,
        [SIGNATURE_HEADER]: signatureOf(sink.secret, delivery.body, Math.floor(nowMillis / 1000)),
      },
    });
    const text = await readSome(response);
    if (response.ok) return { kind: 'delivered' };
    const error = `HTTP ${response.status}${text === '' ? '' : `: ${text}`}`;
    return { kind: 'failed', error: shorten(error), afterMillis: retryAfterMillis(response) };
  } catch (error) {
    return { kind: 'failed', error: shorten(reasonOf(error)), afterMillis: 0 };
  }
}

/** The beginning of the answer; the rest is not taken off the wire. */
async function readSome(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  for (let bytes = 0; bytes < limits.responseBytes; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  // Closing an answer that is longer than we care for may fail; it was good enough to be read this far.
  await reader.cancel().catch(() => {});
  return Buffer.concat(parts).subarray(0, limits.responseBytes).toString('utf8').trim();
}

/** `Retry-After` in seconds; dates are ignored, and no receiver can ask for more than the longest backoff. */
function retryAfterMillis(response: Response): number {
  const value = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(value) ? Math.min(Number(value) * 1000, limits.backoffCapMillis) : 0;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}

function shorten(text: string): string {
  return text.length <= limits.errorChars ? text : `${text.slice(0, limits.errorChars - 1)}…`;
}
