/** How long to wait before the next attempt. */

export interface Backoff {
  readonly baseMillis: number;
  readonly capMillis: number;
}

/**
 * Full jitter: evenly spread over [0, min(cap, base · 2^(attempt-1))], so that receivers that come back are not met by everyone
 * at once (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 * @param attempt the one that failed, from 1
 * @param random in [0, 1)
 */
export function backoffMillis(attempt: number, { baseMillis, capMillis }: Backoff, random: number): number {
  return Math.floor(random * Math.min(capMillis, baseMillis * 2 ** (attempt - 1)));
}
