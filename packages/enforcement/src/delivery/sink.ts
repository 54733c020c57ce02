/** Where effects are delivered to. */

import type { EffectBody } from '../effects.ts';
import { EnforcementError } from '../errors.ts';
import { limits } from '../limits.ts';

export interface Sink {
  /** Names its deliveries in the outbox: another url under the same name inherits what is still to be delivered. */
  readonly name: string;
  readonly url: string;
  /** Shared with the receiver; signs every delivery. */
  readonly secret: string;
  readonly on: readonly DeliveryKind[];
}

/** What is delivered: effects by their kind, and what the brakes have to tell. */
export type DeliveryKind = EffectBody['kind'] | 'alert';

/** Check what a configuration file says. Throws an EnforcementError `bad-sink` that names the sink and the reason. */
export function checkSinks(sinks: readonly Sink[]): void {
  const names = new Set<string>();
  for (const { name, url, secret, on } of sinks) {
    const refuse = (reason: string) => new EnforcementError('bad-sink', `sink '${name}': ${reason}`);
    if (names.has(name)) throw refuse('there are two of this name');
    names.add(name);
    const parsed = URL.parse(url);
    if (parsed === null) throw refuse(`'${url}' is not a URL`);
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw refuse(`${parsed.protocol} is not http(s)`);
    if (parsed.username !== '' || parsed.password !== '') throw refuse('the URL must not hold credentials');
    if (Buffer.byteLength(secret) < limits.secretBytes) throw refuse(`the secret is under ${limits.secretBytes} bytes`);
    if (on.length === 0) throw refuse('`on` names no kind of effect');
  }
}
