/**
 * Ban evaders: people who attack others, are thrown out, and come back under another name. Each is one person at one desk: the same
 * device or home, the same enemies, the same way of writing. The first ban is the platform's own and part of the scenario, so that there
 * is evasion whether or not a detector acts.
 *
 * Thrown out again, they change one more thing each time: the device, then the address, then how often they write.
 */
import { STATUS } from '../accounts/accounts.ts';
import { follow, view } from '../acts/react.ts';
import { reply } from '../acts/write.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { statement } from './pitches.ts';

export const banEvader: Adversary = {
  kind: 'ban-evader',
  goal: 'to go on attacking the same people after a ban',
  harm: 'ban-evasion',
  sources: [
    'Niverthi, Verma and Kumar, "Characterizing, detecting, and predicting online ban evasion", WWW 2022',
    'methods.md 3.1.7',
  ],
  defaults: { accounts: 4, budgetDollars: 60 },
  begin: (operation) => new BanEvader(operation),
};

interface Desk {
  account: number;
  readonly enemies: readonly number[];
  attacks: number;
  returns: number;
  gapMillis: number;
}

/** The platform's moderators throw somebody out after about so many attacks. */
const BANNED_AFTER = 14;
/** They also argue, and answer like anybody: it is the persistence that hurts. */
const RUDE = 0.55;

class BanEvader implements Tactics {
  readonly #operation: Operation;
  readonly #desks = new Map<number, Desk>();

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  plan(): null {
    const operation = this.#operation;
    for (const account of operation.recruit(operation.plan.accounts, 12 * HOUR, { aged: true })) {
      const enemies = Array.from({ length: 3 }, () => operation.prominent()).filter((enemy) => enemy >= 0);
      this.#desks.set(account, { account, enemies, attacks: 0, returns: 0, gapMillis: 70 * MINUTE });
    }
    return null;
  }

  act(account: number): number | null {
    const operation = this.#operation;
    const { world, dice } = operation;
    const desk = this.#desks.get(account);
    if (desk === undefined || desk.enemies.length === 0) return null;
    if (dice.chance(0.45)) operation.blendIn(account);
    else this.#attack(account, desk);
    if (desk.returns === 0 && desk.attacks >= BANNED_AFTER) {
      world.accounts.set(account, STATUS.suspended, true);
      this.#comeBack(account, desk);
      return null;
    }
    return operation.isOfficeTime(0) ? operation.after(desk.gapMillis, 0.9) : operation.after(6 * HOUR);
  }

  notice(sign: Sign): void {
    const desk = 'account' in sign ? this.#desks.get(sign.account) : undefined;
    if (desk === undefined) return;
    if (sign.kind === 'suspended') this.#comeBack(sign.account, desk);
    else desk.gapMillis *= 1.2;
  }

  #attack(account: number, desk: Desk): void {
    const { world, dice, cause, cover } = this.#operation;
    const enemy = dice.pick(desk.enemies);
    const target = world.accounts.lastPost[enemy]!;
    const at = world.posts.slot(target);
    if (at < 0) return;
    follow(world, account, enemy, cover);
    view(world, account, target, 4000, cover);
    const topic = world.posts.topic[at]!;
    const manner = dice.chance(RUDE) ? 'attack' : dice.chance(0.6) ? 'argue' : 'answer';
    if (
      reply(
        world,
        account,
        target,
        statement(topic, write(dice, topic, manner, 0, world.accounts.voice[account]!), 0),
        cause,
      ) !== 0
    )
      desk.attacks++;
  }

  #comeBack(account: number, desk: Desk): void {
    const operation = this.#operation;
    const { accounts } = operation.world;
    const next = operation.hire();
    if (next < 0) return;
    desk.returns++;
    const changed = ['name'];
    accounts.community[next] = accounts.community[account]!;
    accounts.place[next] = accounts.place[account]!;
    accounts.voice[next] = accounts.voice[account]!;
    if (desk.returns < 2 || operation.dice.chance(1 - operation.care))
      accounts.device[next] = accounts.device[account]!;
    else changed.push('device');
    if (desk.returns < 3) {
      accounts.homeAddress[next] = accounts.homeAddress[account]!;
      accounts.address[next] = accounts.address[account]!;
    } else changed.push('address');
    this.#desks.delete(account);
    this.#desks.set(next, { ...desk, account: next });
    operation.launch(next, (0.2 + operation.care * 2) * DAY);
    operation.adapt('thrown out', `comes back with another ${changed.join(', ')}`);
  }
}
