/**
 * A helpfulness farm: sockpuppets that rate notes as everybody does, to earn the standing of good raters, and once they have it rate for
 * whoever pays. Each note is rated within minutes by many of them.
 *
 * Losing accounts, the ratings come hours apart, and more of them are honest.
 */
import { rateNote, writeNote } from '../acts/notes.ts';
import { langOf } from '../acts/write.ts';
import { honestRating } from '../people/noting.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import { noteText } from '../topics/note-texts.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const noteFarm: Adversary = {
  kind: 'note-farm',
  goal: 'raters whose word counts, for sale',
  harm: 'note-gaming',
  sources: [
    'Wojcik et al., "Birdwatch: crowd wisdom and bridging algorithms can inform understanding and reduce the spread of misinformation", 2022',
    'communitynotes documentation: post selection similarity and quasi-cliques (methods.md 3.2, 3.3)',
  ],
  defaults: { accounts: 14, budgetDollars: 60 },
  begin: (operation) => new NoteFarm(operation),
};

/** How long they rate as everybody does. */
const EARNING_MILLIS = 2 * DAY;

class NoteFarm implements Tactics {
  readonly #operation: Operation;
  #gapMillis: number;
  #honesty: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#gapMillis = (8 + 60 * operation.care) * MINUTE;
    this.#honesty = 0.3 + operation.care * 0.4;
  }

  plan(): null {
    const operation = this.#operation;
    operation.recruit(operation.plan.accounts, 12 * HOUR, { aged: operation.care > 0.6 });
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const { notes } = world;
    if (notes.count === 0) {
      this.#write(account);
      return operation.after(3 * HOUR);
    }
    const earning = world.nowMillis - world.startMillis - operation.plan.startMillis < EARNING_MILLIS;
    const own = operation.accounts.includes(world.notes.author[notes.slot(notes.count)] ?? -1);
    const note = own ? notes.count : Math.max(1, notes.count - dice.below(20));
    if (earning || dice.chance(this.#honesty))
      rateNote(world, account, note, honestRating(world, account, note), operation.cover);
    else rateNote(world, account, note, own ? 'HELPFUL' : 'NOT_HELPFUL', operation.cause);
    if (!earning && dice.chance(0.03)) this.#write(account);
    if (dice.chance(0.3)) operation.blendIn(account);
    return operation.after(this.#gapMillis, 0.8);
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended' && sign.kind !== 'slowed') return;
    this.#gapMillis *= 1.4;
    this.#honesty = Math.min(0.9, this.#honesty + 0.1);
    if (sign.kind === 'suspended') this.#operation.replace();
    this.#operation.adapt(
      `${sign.kind} account`,
      `a rating every ${Math.round(this.#gapMillis / MINUTE)} min, ${Math.round(this.#honesty * 100)} % honest`,
    );
  }

  #write(account: number): void {
    const { world, dice, cause } = this.#operation;
    const post = world.feed.recent(dice, world.accounts.community[account]!);
    writeNote(
      world,
      account,
      post,
      { text: noteText(dice, langOf(world, account), false), links: [], quality: -30, slant: 0 },
      cause,
    );
  }
}
