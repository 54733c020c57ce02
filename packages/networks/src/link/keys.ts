/**
 * Keys that accounts may have in common, hashed with a pepper that rotates: an address or a device can be compared, and not read. What
 * was hashed with a pepper stays comparable while the pepper is kept; with the pepper gone, so is the evidence.
 */
import { createHmac } from 'node:crypto';
import { NetworksError } from '../core/errors.ts';

export interface Pepper {
  readonly id: string;
  readonly secret: string;
}

/** Shorter ones can be guessed. */
const SECRET_MIN = 16;
const HASH_CHARACTERS = 20;

/**
 * Peppers from lines of `id secret`, the one in use first, older ones behind it; empty lines and lines that begin with # do not count.
 * Throws a NetworksError that names the line.
 */
export function parsePeppers(text: string): Pepper[] {
  const peppers: Pepper[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [id = '', secret = '', ...more] = line.trim().split(/\s+/);
    if (more.length > 0 || secret.length < SECRET_MIN) {
      throw new NetworksError(
        `line ${index + 1} of the peppers is not "id secret" with a secret of ${SECRET_MIN} characters or more`,
      );
    }
    if (peppers.some((pepper) => pepper.id === id))
      throw new NetworksError(`line ${index + 1}: there are two peppers ${id}`);
    peppers.push({ id, secret });
  }
  if (peppers.length === 0) throw new NetworksError('there is no pepper');
  return peppers;
}

/** The name of the key is part of what is hashed: an address is no device. */
export function hashKey({ secret }: Pepper, name: string, value: string): string {
  return createHmac('sha256', secret)
    .update(`${name}\n${value.trim().toLowerCase()}`)
    .digest('hex')
    .slice(0, HASH_CHARACTERS);
}

/** By account, its keys' values hashed. */
export function hashedKeys(
  pepper: Pepper,
  keys: Readonly<Record<string, readonly string[]>>,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(keys).map(([name, values]) => [name, values.map((value) => hashKey(pepper, name, value))]),
  );
}

/** Numbers the features of profiles, so that these name no word without the pepper. */
export function featureSeed({ secret }: Pepper): number {
  return createHmac('sha256', secret).update('features').digest().readUInt32LE();
}
