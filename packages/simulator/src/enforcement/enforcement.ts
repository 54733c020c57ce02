/**
 * What enforcement does to the platform: it changes what accounts can do, and who sees what, until an action expires or is ended. The
 * strongest of several actions on one account counts, and each ends on its own.
 */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import { STATUS } from '../accounts/accounts.ts';
import { accountOf } from '../accounts/identity.ts';
import type { World } from '../platform/world.ts';
import { FRICTION, VISIBLE } from '../posts/posts.ts';

interface Restriction {
  readonly status: number;
  readonly kind: EnforcementAction['kind'];
  readonly expiresAtMillis: number | null;
}

export class Enforcement {
  readonly #world: World;
  readonly #restrictions = new Map<number, Restriction[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Carry an action out; false where its target is not on the platform, or nothing changes for it. An action on a device is one on each
   * of `accountsOn` it, and the caller's to take apart.
   */
  apply(action: EnforcementAction): boolean {
    switch (action.target.type) {
      case 'account':
        return this.#onAccount(this.accountOf(action.target.id), action);
      case 'post':
        return this.#onPost(action);
      case 'link':
        return this.#onLink(action);
      case 'device':
        return false;
    }
  }

  /** The account of a user id, or -1. */
  accountOf(userId: string): number {
    const account = accountOf(this.#world.runKey, userId);
    return account >= 0 && account < this.#world.accounts.capacity && this.#world.accounts.createdMillis[account] !== 0
      ? account
      : -1;
  }

  /** Ids of the accounts that a device was used by last. */
  accountsOn(deviceId: string): string[] {
    const { accounts, identities } = this.#world;
    const device = Number.parseInt(deviceId.slice(1), 16);
    const found: string[] = [];
    for (let account = 0; account < accounts.capacity; account++) {
      if (accounts.device[account] === device && accounts.has(account, STATUS.active))
        found.push(identities.userId(account));
    }
    return found;
  }

  /** What holds an account back most, or null. */
  strongest(account: number): EnforcementAction['kind'] | null {
    return this.#restrictions.get(account)?.toSorted((a, b) => b.status - a.status)[0]?.kind ?? null;
  }

  /** End every action on an account, or those of one status. */
  release(account: number, status?: number): void {
    const left =
      status === undefined ? [] : (this.#restrictions.get(account) ?? []).filter((one) => one.status !== status);
    this.#put(account, left);
  }

  /** End what has expired. */
  expire(): void {
    const { nowMillis } = this.#world;
    for (const [account, restrictions] of this.#restrictions) {
      const left = restrictions.filter(
        ({ expiresAtMillis }) => expiresAtMillis === null || expiresAtMillis > nowMillis,
      );
      if (left.length < restrictions.length) this.#put(account, left);
    }
  }

  #put(account: number, restrictions: Restriction[]): void {
    const { accounts } = this.#world;
    let status = accounts.status[account]! & STATUS.active;
    for (const restriction of restrictions) status |= restriction.status;
    accounts.status[account] = status;
    if (restrictions.length === 0) this.#restrictions.delete(account);
    else this.#restrictions.set(account, restrictions);
  }

  #onAccount(account: number, { kind, expiresAtMillis }: EnforcementAction): boolean {
    if (account < 0) return false;
    if (kind === 'allow') {
      const held = this.#restrictions.has(account);
      this.release(account);
      return held;
    }
    const status = statusOf(kind);
    if (status === 0) return false;
    const others = (this.#restrictions.get(account) ?? []).filter((one) => one.status !== status);
    const isNew = !this.#world.accounts.has(account, status);
    this.#put(account, [...others, { status, kind, expiresAtMillis }]);
    return isNew;
  }

  #onPost({ kind, target }: EnforcementAction): boolean {
    const { posts, postPrefix } = this.#world;
    if (!target.id.startsWith(postPrefix)) return false;
    const at = posts.slot(Number(target.id.slice(postPrefix.length)));
    if (at < 0) return false;
    const visible = reachAfter(kind);
    const friction = frictionAfter(kind);
    const changes = posts.visible[at] !== visible || posts.friction[at] !== friction;
    posts.visible[at] = visible;
    posts.friction[at] = friction;
    return changes;
  }

  #onLink({ kind, target }: EnforcementAction): boolean {
    const { lostLinks } = this.#world;
    if (reachAfter(kind) === VISIBLE.everybody) return lostLinks.delete(target.id);
    if (lostLinks.has(target.id)) return false;
    lostLinks.add(target.id);
    return true;
  }
}

/** How an action on an account changes its status; 0 where it changes nothing that an account can do. */
function statusOf(kind: EnforcementAction['kind']): number {
  switch (kind) {
    case 'challenge':
      return STATUS.challenged;
    case 'rate_limit':
      return STATUS.slowed;
    case 'read_only':
      return STATUS.readOnly;
    case 'limit_reach':
    case 'downrank':
    case 'downrank_feed':
      return STATUS.limited;
    case 'suspend':
      return STATUS.suspended;
    case 'label':
      return STATUS.labelled;
    default:
      return 0;
  }
}

/** What stands between a post's readers and their reactions after an action on it. */
function frictionAfter(kind: EnforcementAction['kind']): number {
  switch (kind) {
    case 'label':
    case 'notice':
    case 'nudge':
      return FRICTION.warned;
    case 'limit_engagement':
      return FRICTION.closed;
    default:
      return FRICTION.none;
  }
}

/** Who still sees a post or link after an action on it. */
function reachAfter(kind: EnforcementAction['kind']): number {
  switch (kind) {
    case 'drop':
    case 'tombstone':
      return VISIBLE.nobody;
    case 'interstitial':
    case 'downrank':
    case 'downrank_feed':
    case 'section_low_quality':
    case 'section_abusive':
      return VISIBLE.followers;
    default:
      return VISIBLE.everybody;
  }
}
