/**
 * Slow infiltration of notes: a few patient accounts write good notes and rate with care for most of the time, so that they count among
 * the best, and only on what matters to them rate, together, against the note that would be shown.
 *
 * They have little to lose in a week; caught, they wait for longer.
 */
import { rateNote, writeNote } from '../acts/notes.ts';
import { honestRating } from '../people/noting.ts';
import { DAY, HOUR } from '../time/rhythm.ts';
import { noteText } from '../topics/note-texts.ts';
import { slug } from '../topics/sites.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const noteInfiltration: Adversary = {
  kind: 'note-infiltration',
  goal: 'trusted raters who stop the notes that matter',
  harm: 'note-gaming',
  sources: [
    'Mukherjee et al., "What Yelp fake review filter might be doing?", ICWSM 2013 (slow reputation building)',
    'communitynotes documentation: rater helpfulness, net-helpful minimum (methods.md 3.3)',
  ],
  defaults: { accounts: 6, budgetDollars: 120 },
  begin: (operation) => new NoteInfiltration(operation),
};

class NoteInfiltration implements Tactics {
  readonly #operation: Operation;
  #patience: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#patience = 0.9 + operation.care * 0.07;
  }

  plan(): null {
    const operation = this.#operation;
    operation.recruit(operation.plan.accounts, DAY, { aged: true, lang: 'en' });
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const { notes, posts } = world;
    const note = Math.max(1, notes.count - dice.below(30));
    const at = notes.slot(note);
    if (at >= 0) {
      const own = operation.accounts.includes(notes.author[at]!);
      const matters = notes.quality[at]! > 0 && !own;
      if (matters && !dice.chance(this.#patience - 0.5)) rateNote(world, account, note, 'NOT_HELPFUL', operation.cause);
      else rateNote(world, account, note, honestRating(world, account, note), operation.cover);
    }
    const seen = world.feed.recent(dice, world.accounts.community[account]!);
    const seenAt = posts.slot(seen);
    if (seenAt >= 0 && dice.chance(posts.contested[seenAt] === 1 ? 0.4 : 0.04)) {
      const link = `https://www.${world.sites.ownDomain(dice.below(400))}/${slug(dice)}`;
      writeNote(
        world,
        account,
        seen,
        { text: `${noteText(dice, 'en', true)} ${link}`, links: [link], quality: 60, slant: 0 },
        operation.cover,
      );
    }
    if (dice.chance(0.5)) operation.blendIn(account);
    return operation.after(2 * HOUR, 0.8);
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended') return;
    this.#patience = Math.min(0.99, this.#patience + 0.02);
    this.#operation.replace({ aged: true, lang: 'en' });
    this.#operation.adapt('an account was suspended', `honest ${Math.round(this.#patience * 100)} % of the time`);
  }
}
