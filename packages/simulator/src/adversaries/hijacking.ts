/** Other people's accounts in an operation's hands: taken, used from elsewhere, and lost again. */
import { logIn } from '../acts/account.ts';
import type { Operation } from './operation.ts';

export interface Loot {
  readonly account: number;
  /** Where whoever has taken it comes from. */
  readonly address: number;
  readonly device: number;
  readonly agent: number;
  /** When its owner gets it back. */
  readonly untilMillis: number;
}

export class Hijacking {
  readonly #operation: Operation;
  #loot: readonly Loot[] = [];
  /** How many have been taken so far. */
  taken = 0;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  get loot(): readonly Loot[] {
    return this.#loot;
  }

  /** Try a password that fits or does not; the account is `closed` where it is challenged or restricted. */
  try(loot: Loot, fits: boolean): 'in' | 'wrong' | 'closed' {
    const { world, cause } = this.#operation;
    const { account } = loot;
    if (this.#loot.some((one) => one.account === account)) return 'wrong';
    let isIn = false;
    this.as(loot, () => {
      isIn = logIn(world, account, fits, cause);
    });
    if (!isIn) return world.accounts.isPresent(account) && !world.may(account) ? 'closed' : 'wrong';
    this.taken++;
    this.#loot = [...this.#loot, loot];
    this.#tell(account, 'taken-over');
    return 'in';
  }

  /** Do something on somebody's account from elsewhere. */
  as(loot: Loot, act: () => void): void {
    const own = this.#use(loot.account, loot);
    act();
    this.#use(loot.account, own);
  }

  /** Let go of what owners have back, or enforcement has closed; how many were closed. */
  settle(): number {
    const { world } = this.#operation;
    const closed = this.#loot.filter(({ account }) => !world.may(account));
    const kept = this.#loot.filter(({ account, untilMillis }) => untilMillis > world.nowMillis && world.may(account));
    for (const loot of this.#loot) if (!kept.includes(loot)) this.#tell(loot.account, 'person');
    this.#loot = kept;
    return closed.length;
  }

  /** Put an account into other hands; whose they were. */
  #use(account: number, { address, device, agent }: Pick<Loot, 'address' | 'device' | 'agent'>) {
    const { accounts } = this.#operation.world;
    const before = {
      address: accounts.address[account]!,
      device: accounts.device[account]!,
      agent: accounts.agent[account]!,
    };
    accounts.address[account] = address;
    accounts.device[account] = device;
    accounts.agent[account] = agent;
    return before;
  }

  #tell(account: number, role: 'taken-over' | 'person'): void {
    const { world, campaign } = this.#operation;
    world.tell(() => ({
      kind: 'account',
      userId: world.identities.userId(account),
      role,
      campaign: role === 'person' ? null : campaign,
      since: world.time(world.nowMillis),
    }));
  }
}
