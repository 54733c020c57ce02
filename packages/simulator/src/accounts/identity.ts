/**
 * What an account is called: made from numbers whenever it is needed, and kept for the busy ones, so that a million accounts need no
 * text in memory. Ids are a bijection of the index without visible order: they tell nobody who is operated.
 */
import { LIMITS } from '../limits.ts';
import { mix, PURPOSE, Stream, streamKey, unmix } from '../random/stream.ts';
import type { Accounts } from './accounts.ts';

/** How a name is made. Bulk makers use one word and digits; careful ones write names as people do. */
export const STYLE = { person: 0, organisation: 1, bulk: 2, copy: 3 } as const;

const ONSETS = ['b', 'br', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'v', 'w', 'z'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ia', 'ea'];
const CODAS = ['', '', '', 'l', 'n', 'r', 's', 'th'];
const HANDLES = ['{first}.{last}', '{first}_{initial}', '{last}{first}', 'the_{first}', '{first}{last}'] as const;
const TRADES = ['News', 'Shop', 'Radio', 'Journal', 'Studio', 'FC', 'Daily'];
const MAIL_HOSTS = ['mail.example', 'post.example', 'letterbox.example', 'correo.example'];
const AGENTS = [
  'LapwingApp/4.2 (Android 15)',
  'LapwingApp/4.2 (iOS 19.1)',
  'LapwingApp/4.1 (Android 13)',
  'Mozilla/5.0 (Windows NT 10.0)',
  'Mozilla/5.0 (Macintosh)',
  'LapwingApp/3.9 (Android 9)',
];
export const AGENT_COUNT = AGENTS.length;
/** Browsers send no dwell times. */
const FIRST_BROWSER = 3;
const LAST_BROWSER = 4;

export interface Identity {
  readonly userId: string;
  readonly handle: string;
  readonly displayName: string;
  readonly email: string;
}

export class Identities {
  readonly #accounts: Accounts;
  readonly #seed: number;
  readonly #runKey: number;
  readonly #dice = new Stream();
  readonly #keys = new Int32Array(LIMITS.identityCache).fill(-1);
  readonly #idKeys = new Int32Array(LIMITS.identityCache).fill(-1);
  readonly #ids: string[] = new Array(LIMITS.identityCache);
  readonly #kept: (Identity | undefined)[] = new Array(LIMITS.identityCache);
  /** Throwaway mail hosts that operations have rented, by account's style seed. */
  readonly #mailHosts = new Map<number, string>();

  constructor(accounts: Accounts, seed: number, runKey: number) {
    this.#runKey = runKey;
    this.#accounts = accounts;
    this.#seed = seed;
  }

  of(account: number): Identity {
    const slot = account % LIMITS.identityCache;
    const kept = this.#kept[slot];
    if (kept !== undefined && this.#keys[slot] === account) return kept;
    const made = this.#make(account);
    this.#keys[slot] = account;
    this.#kept[slot] = made;
    return made;
  }

  userId(account: number): string {
    const slot = account % LIMITS.identityCache;
    if (this.#idKeys[slot] !== account) {
      this.#idKeys[slot] = account;
      this.#ids[slot] = userIdOf(this.#runKey, account);
    }
    return this.#ids[slot]!;
  }

  /** To be called when the name, the mail host or the time of the sign-up changed. */
  forget(account: number): void {
    this.#keys[account % LIMITS.identityCache] = -1;
  }

  useMailHost(account: number, host: string): void {
    this.#mailHosts.set(account, host);
    this.forget(account);
  }

  #make(account: number): Identity {
    const { face, style } = this.#accounts;
    const dice = this.#dice.reseed(streamKey(this.#seed, PURPOSE.identity, account));
    const faceDice = new Stream(face[account]!);
    const first = inventName(faceDice);
    const last = inventName(faceDice);
    const userId = this.userId(account);
    const tail = mix(account ^ this.#seed)
      .toString(36)
      .slice(-4);
    const kind = style[account]!;
    const handle =
      kind === STYLE.bulk
        ? `${first.toLowerCase()}${dice.between(1000, 99999)}${tail}`
        : `${fill(dice.pick(HANDLES), first, last)}${dice.chance(0.4) ? dice.below(100) : ''}_${tail}`;
    const host = this.#mailHosts.get(account) ?? dice.pick(MAIL_HOSTS);
    const displayName =
      kind === STYLE.organisation
        ? `${first} ${faceDice.pick(TRADES)}`
        : kind === STYLE.bulk
          ? first
          : `${first} ${last}`;
    return {
      userId,
      handle,
      displayName: kind === STYLE.copy ? `${displayName}.` : displayName,
      email: `${handle.replace('_', '')}@${host}`,
    };
  }
}

/** The id of an account; different for every account of a run. */
export function userIdOf(runKey: number, account: number): string {
  return `u${mix(account ^ mix(runKey))
    .toString(36)
    .padStart(7, '0')}`;
}

/** The account of an id, or -1 where it is none of `userIdOf`. */
export function accountOf(runKey: number, userId: string): number {
  const number = userId.startsWith('u') ? Number.parseInt(userId.slice(1), 36) : Number.NaN;
  return number >= 0 && number < 4_294_967_296 ? (unmix(number) ^ mix(runKey)) >>> 0 : -1;
}

export function inventName(dice: Stream): string {
  let name = '';
  for (let i = dice.between(2, 3); i > 0; i--) name += dice.pick(ONSETS) + dice.pick(VOWELS);
  name += dice.pick(CODAS);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function agentText(agent: number): string {
  return AGENTS[agent] ?? '';
}

/** Apps tell how long a post was looked at; browsers do not. */
export function sendsDwell(agent: number): boolean {
  return agent < FIRST_BROWSER || agent > LAST_BROWSER;
}

export function deviceText(device: number): string {
  return `d${device.toString(16).padStart(8, '0')}`;
}

function fill(template: string, first: string, last: string): string {
  return template.replace('{first}', first).replace('{last}', last).replace('{initial}', last.charAt(0)).toLowerCase();
}
