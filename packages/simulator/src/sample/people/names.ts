/** Invented names, handles, e-mail addresses and devices. */
import type { Random } from '../../random/random.ts';

const ONSETS = ['b', 'br', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'v', 'w', 'z'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ia', 'ea'];
const CODAS = ['', '', '', 'l', 'n', 'r', 's', 'th'];
const MAIL_HOSTS = ['mail.example', 'post.example', 'letterbox.example', 'correo.example'];
const AGENTS = [
  'LapwingApp/4.2 (Android 15)',
  'LapwingApp/4.2 (iOS 19.1)',
  'LapwingApp/4.1 (Android 13)',
  'Mozilla/5.0 (Windows NT 10.0)',
  'Mozilla/5.0 (Macintosh)',
];

export interface Name {
  readonly display: string;
  readonly handle: string;
  readonly email: string;
}

/** A pronounceable name. */
export function inventName(random: Random): string {
  const syllables = random.between(2, 3);
  let name = '';
  for (let i = 0; i < syllables; i++) name += random.pick(ONSETS) + random.pick(VOWELS);
  name += random.pick(CODAS);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A person's name; the handle is unique through the account's number. */
export function personName(random: Random, number: number): Name {
  const first = inventName(random);
  const last = inventName(random);
  const base = random.pick([
    `${first}.${last}`,
    `${first}_${last.charAt(0)}`,
    `${last}${first.charAt(0)}`,
    `the_${first}`,
  ]);
  const handle = `${base.toLowerCase()}${random.chance(0.4) ? random.below(100) : ''}_${number.toString(36)}`;
  return {
    display: `${first} ${last}`,
    handle,
    email: `${first}.${last}${number}@${random.pick(MAIL_HOSTS)}`.toLowerCase(),
  };
}

/** A name as bulk registration makes them: one word, digits, one throwaway mail host. */
export function bulkName(random: Random, number: number, mailHost: string): Name {
  const first = inventName(random);
  const handle = `${first.toLowerCase()}${random.between(1000, 99999)}_${number.toString(36)}`;
  return { display: first, handle, email: `${handle.replace('_', '')}@${mailHost}` };
}

export function inventDevice(random: Random): string {
  return `d${random.uint32().toString(16).padStart(8, '0')}`;
}

export function inventAgent(random: Random): string {
  return random.pick(AGENTS);
}
