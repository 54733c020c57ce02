/**
 * Targeted takeover: one well-known person after the other gets private messages with a link to a page that asks for the password. Where
 * somebody falls for it, the account is used from an address in its owner's country, at first only to look; then mail address and password
 * are changed, and it speaks to all of its followers, about coins, until its owner has it back.
 *
 * Losing an account early, it waits longer before it speaks, and turns to people whom fewer follow; losing the one that writes, it hires
 * another.
 */
import { addressIn, PLACES } from '../accounts/places.ts';
import { changeProfile, message } from '../acts/account.ts';
import { view } from '../acts/react.ts';
import { langOf, post } from '../acts/write.ts';
import { HOUR } from '../time/rhythm.ts';
import { COINS } from '../topics/pitches/coins.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import { Hijacking, type Loot } from './hijacking.ts';
import type { Operation } from './operation.ts';
import { pitch } from './pitches.ts';
import { PRICES } from './prices.ts';

export const targetedTakeover: Adversary = {
  kind: 'targeted-takeover',
  goal: 'the voice of people whom many trust',
  harm: 'takeover',
  sources: [
    'Bursztein et al., "Handcrafted fraud and extortion: manual account hijacking in the wild", IMC 2014',
    'Thomas et al., "Consequences of connectivity: characterizing account hijacking on Twitter", CCS 2014',
    'New York State Department of Financial Services, "Twitter investigation report", 2020 (coins asked for in the name of well-known accounts)',
    'methods.md 3.1.6',
  ],
  defaults: { accounts: 3, budgetDollars: 60 },
  begin: (operation) => new TargetedTakeover(operation),
};

/** Manual hijackers' pages get the password of one visitor in seven (Bursztein et al.: 13.7 %). */
const FALLS_FOR_IT = 0.137;

class TargetedTakeover implements Tactics {
  readonly #operation: Operation;
  readonly #hijacking: Hijacking;
  readonly #script: Script;
  readonly #speaksFrom = new Map<number, number>();
  #patienceMillis: number;
  #shy = 0;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#hijacking = new Hijacking(operation);
    this.#script = new Script(operation.dice, COINS);
    this.#patienceMillis = (0.5 + 10 * operation.care) * HOUR;
  }

  plan(): number | null {
    const operation = this.#operation;
    if (operation.accounts.length === 0) {
      if (operation.rentDomain() === null) return null;
      operation.recruit(operation.plan.accounts, 6 * HOUR, { aged: operation.care > 0.4 });
    }
    const closed = this.#hijacking.settle();
    if (closed > 0) this.#growCareful();
    for (const loot of this.#hijacking.loot) this.#hijacking.as(loot, () => this.#use(loot));
    return operation.after(0.5 * HOUR);
  }

  /** Its own accounts write to those whose accounts it wants. */
  act(account: number): number | null {
    const operation = this.#operation;
    const { world, dice } = operation;
    if (!operation.pay(PRICES.labourHour / 20)) return null;
    if (dice.chance(0.3 + operation.care * 0.4)) {
      operation.blendIn(account);
      return operation.after(HOUR, 0.8);
    }
    const victim = dice.chance(this.#shy) ? operation.stranger() : operation.prominent();
    const facts = { length: 140, hasLink: true, isFirst: true };
    if (victim >= 0 && message(world, account, victim, facts, operation.cause) && dice.chance(FALLS_FOR_IT))
      this.#take(victim);
    return operation.after(2 * HOUR, 0.8);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    if (sign.kind === 'suspended') {
      operation.replace({ aged: operation.care > 0.4 });
      operation.adapt('the account that writes was suspended', 'writes from another');
    } else if (sign.kind === 'link-lost') {
      operation.adapt(
        `links to ${sign.domain} are taken away`,
        `rents ${operation.rentDomain() ?? 'nothing: no money'}`,
      );
    }
  }

  #take(victim: number): void {
    const { world, dice, care } = this.#operation;
    const { networks } = PLACES[world.accounts.place[victim]!]!;
    const loot: Loot = {
      account: victim,
      address: addressIn(dice.pick(networks), dice.uint32()),
      device: dice.uint32(),
      agent: dice.chance(0.4 + care / 2) ? world.accounts.agent[victim]! : 3,
      untilMillis: world.nowMillis + dice.between(6, 40) * HOUR,
    };
    const answer = this.#hijacking.try(loot, true);
    if (answer === 'in') this.#speaksFrom.set(victim, world.nowMillis + this.#patienceMillis);
    if (answer === 'closed') this.#growCareful();
  }

  #use({ account }: Loot): void {
    const { world, dice, cause, cover, domains, care } = this.#operation;
    const from = this.#speaksFrom.get(account) ?? 0;
    if (world.nowMillis < from) {
      view(world, account, world.feed.next(dice, account, world.nowMillis), 5000, cover);
      return;
    }
    if (from > 0) {
      changeProfile(world, account, 'email', null, cause);
      changeProfile(world, account, 'password', null, cause);
      this.#speaksFrom.set(account, 0);
    }
    const url = `https://${domains.at(-1) ?? 'none.example'}/${slug(dice)}`;
    const draft = pitch(world, account, this.#script.line(dice, langOf(world, account)), url);
    // Between offers it writes as its owner would, and puts its link below.
    const text = dice.chance(0.1 + care * 0.4) ? write(dice, draft.topic, 'say', 0) : draft.text;
    post(world, account, { ...draft, text }, cause);
  }

  #growCareful(): void {
    this.#patienceMillis = Math.min(24 * HOUR, this.#patienceMillis * 1.5);
    this.#shy = Math.min(0.8, this.#shy + 0.15);
    this.#operation.adapt(
      'an account is closed to it',
      `waits ${(this.#patienceMillis / HOUR).toFixed(1)} h before it speaks, ${Math.round(this.#shy * 100)} % of targets little known`,
    );
  }
}
