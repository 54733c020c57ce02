/** Kinds of co-action: what the values of a column say about what was shared. */
import { NetworksError } from '../core/errors.ts';
import { type Grouping, groupingOf, NO_GROUP, regroup } from '../core/regroup.ts';
import type { Shares } from '../core/shares.ts';
import type { NamedShares } from '../readers/read-shares.ts';
import { type NearDuplicateOptions, nearDuplicates } from '../text/near-duplicates.ts';
import { toolkitText } from '../text/words.ts';
import { hammingGroups } from './hamming.ts';
import { addressOf, domainsOf, hashtagsOf, linksOf } from './values.ts';

/**
 * - `co-retweet`, `co-reply`, `co-follow`, `shared-device`: the value is the id of what was reposted, answered, followed or used.
 * - `co-link`, `co-domain`, `co-hashtag`: the value is one, a list (JSON, or by spaces or commas), or a text that contains some.
 * - `co-image-hash`: a perceptual hash; hashes at most `distance` bits apart are one object.
 * - `co-text`: clusters of nearly equal texts. `co-tweet`: equal texts, but for case, mentions and whitespace.
 * - `same-minute`: the minute; `co-post`: nothing but that something was posted.
 * - `shared-ip`: an address; of IPv6 the /64 network.
 */
export const KINDS = [
  'co-retweet',
  'co-link',
  'co-domain',
  'co-hashtag',
  'co-reply',
  'co-follow',
  'co-image-hash',
  'co-text',
  'co-tweet',
  'same-minute',
  'co-post',
  'shared-ip',
  'shared-device',
] as const;

export type Kind = (typeof KINDS)[number];

/** Kinds whose objects are made of the time of a share, whatever its object is. */
export const isOfTime = (kind: Kind): boolean => kind === 'same-minute' || kind === 'co-post';

/** Kinds for which it does not matter how far apart two shares are, unless somebody says so. */
export const isTimeless = (kind: Kind): boolean =>
  kind === 'co-follow' || kind === 'shared-ip' || kind === 'shared-device';

export interface KindOptions extends NearDuplicateOptions {
  /** Bits that two image hashes may differ in. */
  readonly distance?: number;
}

export interface SharesOfKind extends NamedShares {
  /** Rows whose value names no object: a text without a link. */
  readonly nameless: number;
  /** Pairs of texts that were not compared; see `NearDuplicates`. */
  readonly unverified: number;
}

/** The shares that values of a column are, as a kind of co-action reads them. Throws a NetworksError for what is no such value. */
export function sharesOfKind(named: NamedShares, kind: Kind, options: KindOptions = {}): SharesOfKind {
  switch (kind) {
    case 'co-retweet':
    case 'co-reply':
    case 'co-follow':
    case 'shared-device':
      return { ...named, nameless: 0, unverified: 0 };
    case 'co-link':
      return valuesAs(named, linksOf, '://');
    case 'co-domain':
      return valuesAs(named, domainsOf, '://');
    case 'co-hashtag':
      return valuesAs(named, hashtagsOf, '#');
    case 'co-tweet':
      return valuesAs(named, (text) => [toolkitText(text)]);
    case 'shared-ip':
      return valuesAs(named, (address) => [addressOf(address)]);
    case 'co-image-hash': {
      if (options.distance === undefined) return valuesAs(named, (hash) => [hash.trim().toLowerCase()]);
      const { of, groups } = hammingGroups(named.objectNames, options.distance);
      return regrouped(named, groupingOf(of, groups), mostShared(named, of, groups));
    }
    case 'co-text': {
      const { of, clusters, unverified } = nearDuplicates(named.objectNames, options);
      return { ...regrouped(named, groupingOf(of, clusters), mostShared(named, of, clusters)), unverified };
    }
    case 'same-minute':
      return byMinute(named);
    case 'co-post':
      return regrouped(named, groupingOf(new Uint32Array(named.objectNames.length), 1), ['any post']);
  }
}

export function kindOf(text: string): Kind {
  const kind = KINDS.find((name) => name === text);
  if (kind === undefined) throw new NetworksError(`${text} is no kind of co-action; there are ${KINDS.join(', ')}`);
  return kind;
}

/** `objectsOf` says which objects a value names. Where a sign is in any value of the column, values without it name none. */
function valuesAs(
  named: NamedShares,
  objectsOf: (value: string, bare: boolean) => readonly string[],
  sign?: string,
): SharesOfKind {
  const bare = sign === undefined || !named.objectNames.some((value) => value.includes(sign));
  const numbers = new Map<string, number>();
  const start = new Uint32Array(named.objectNames.length + 1);
  const group: number[] = [];
  for (const [object, value] of named.objectNames.entries()) {
    for (const name of objectsOf(value, bare)) {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      group.push(number);
    }
    start[object + 1] = group.length;
  }
  return regrouped(named, { groups: numbers.size, start, group: Uint32Array.from(group) }, [...numbers.keys()]);
}

function regrouped(named: NamedShares, grouping: Grouping, objectNames: readonly string[]): SharesOfKind {
  const { start } = grouping;
  let nameless = 0;
  for (const object of named.shares.object) if (start[object] === start[object + 1]) nameless++;
  return { ...named, shares: regroup(named.shares, grouping), objectNames, nameless, unverified: 0 };
}

/** Of each group the object that was shared most, as its name. */
function mostShared({ shares, objectNames }: NamedShares, of: Uint32Array, groups: number): string[] {
  const count = new Uint32Array(objectNames.length);
  for (const object of shares.object) count[object]!++;
  const best = new Uint32Array(groups).fill(NO_GROUP);
  for (let object = 0; object < of.length; object++) {
    const held = best[of[object]!]!;
    if (held === NO_GROUP || count[object]! > count[held]!) best[of[object]!] = object;
  }
  return Array.from(best, (object) => objectNames[object] ?? '');
}

const MINUTE_MILLIS = 60_000;

function byMinute(named: NamedShares): SharesOfKind {
  const { shares } = named;
  const numbers = new Map<number, number>();
  const object = Uint32Array.from(shares.timeMillis, (time) => {
    const minute = Math.floor(time / MINUTE_MILLIS);
    const number = numbers.get(minute) ?? numbers.size;
    numbers.set(minute, number);
    return number;
  });
  const objectNames = Array.from(
    numbers.keys(),
    (minute) => `${new Date(minute * MINUTE_MILLIS).toISOString().slice(0, 16)}Z`,
  );
  const made: Shares = { ...shares, object, objects: numbers.size };
  return { ...named, shares: made, objectNames, nameless: 0, unverified: 0 };
}
