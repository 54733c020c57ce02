/**
 * A one-sided brigade against notes: every note that corrects its side is rated not helpful, every other one helpful, by all of them
 * within the hour. It believes in its cause and hides little.
 *
 * Losing accounts, it leaves out what is not about its side, so that there is less to see.
 */
import { rateNote, requestNote, writeNote } from '../acts/notes.ts';
import { langOf } from '../acts/write.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import { noteText } from '../topics/note-texts.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const noteBrigade: Adversary = {
  kind: 'note-brigade',
  goal: 'no notes under posts of its own side',
  harm: 'note-gaming',
  sources: [
    'Allen, Martel and Rand, "Birds of a feather don’t fact-check each other: partisanship and the evaluation of news in Birdwatch", CHI 2022',
    'methods.md 3.3 (complaints: brigading)',
  ],
  defaults: { accounts: 18, budgetDollars: 40 },
  begin: (operation) => new NoteBrigade(operation),
};

class NoteBrigade implements Tactics {
  readonly #operation: Operation;
  readonly #side: 1 | -1;
  #everything = true;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#side = operation.dice.chance(0.5) ? 1 : -1;
  }

  plan(): null {
    const operation = this.#operation;
    operation.recruit(operation.plan.accounts, DAY / 2);
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const { notes } = world;
    if (notes.count === 0 || dice.chance(operation.care * 0.6)) {
      if (dice.chance(0.2)) this.#counter(account);
      operation.blendIn(account);
      return operation.after(HOUR);
    }
    const note = Math.max(1, notes.count - dice.below(10));
    const pleases = Math.sign(notes.slant[notes.slot(note)] ?? 0) === this.#side;
    if (this.#everything || !pleases)
      rateNote(world, account, note, pleases ? 'HELPFUL' : 'NOT_HELPFUL', operation.cause);
    const other = world.feed.recent(dice, operation.community());
    if (dice.chance(0.2) && other !== 0) requestNote(world, account, other, operation.cause);
    return operation.after((20 + 100 * operation.care) * MINUTE, 0.8);
  }

  /** A note of its own, against whatever its community shows. */
  #counter(account: number): void {
    const { world, dice, cause } = this.#operation;
    const target = world.feed.recent(dice, world.accounts.community[account]!);
    writeNote(
      world,
      account,
      target,
      { text: noteText(dice, langOf(world, account), false), links: [], quality: -50, slant: this.#side * 80 },
      cause,
    );
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended') return;
    this.#everything = false;
    this.#operation.replace();
    this.#operation.adapt('an account was suspended', 'rates only what is against its side');
  }
}
