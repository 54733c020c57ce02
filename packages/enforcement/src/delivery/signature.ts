/**
 * Signed deliveries: `Lapwing-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. The time is signed too, so that a
 * recorded request is worth nothing later. A receiver imports `verifySignature`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { limits } from '../limits.ts';

export const SIGNATURE_HEADER = 'lapwing-signature';

/** The header's value for a body sent at `unixSeconds`. */
export function signatureOf(secret: string, body: string | Uint8Array, unixSeconds: number): string {
  return `t=${unixSeconds},v1=${mac(secret, body, unixSeconds).toString('hex')}`;
}

export interface SignedRequest {
  /** The header's value; undefined when it was missing. */
  readonly signature: string | undefined;
  /** The body exactly as received, before any parsing. */
  readonly body: string | Uint8Array;
  /** Any of these may have signed it: two while a secret is being replaced. */
  readonly secrets: readonly string[];
  readonly nowMillis: number;
  readonly toleranceSeconds?: number;
}

export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'too-old' | 'wrong';

/** Whether one of the secrets signed this body just now. Comparison takes the same time wherever the difference is. */
export function verifySignature(request: SignedRequest): SignatureVerdict {
  if (request.signature === undefined) return 'missing';
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(request.signature);
  if (match === null) return 'malformed';
  const seconds = Number(match[1]);
  const given = Buffer.from(match[2] ?? '', 'hex');
  const tolerance = request.toleranceSeconds ?? limits.signatureToleranceSeconds;
  if (Math.abs(request.nowMillis / 1000 - seconds) > tolerance) return 'too-old';
  let valid = false;
  for (const secret of request.secrets) {
    if (timingSafeEqual(mac(secret, request.body, seconds), given)) valid = true;
  }
  return valid ? 'valid' : 'wrong';
}

function mac(secret: string, body: string | Uint8Array, unixSeconds: number): Buffer {
  return createHmac('sha256', secret).update(`${unixSeconds}.`).update(body).digest();
}
