/** People who annotate posts that others contest, and rate one another's notes: by quality, and by side. */
import { type Helpfulness, rateNote, writeNote } from '../acts/notes.ts';
import type { World } from '../platform/world.ts';
import { TOPICS } from '../topics/catalogue.ts';
import { noteText } from '../topics/note-texts.ts';
import { slug } from '../topics/sites.ts';
import type { Habit } from './habits.ts';
import { stanceOn } from './opinions.ts';

/** Ratings for each note written: a pool of notes waits for raters. */
const RATINGS_PER_VISIT = 3;

/** Write a note under a contested post, and rate some of the newest. */
export function contribute(world: World, account: number, number: number, at: number, habit: Habit): void {
  const { dice, posts, notes } = world;
  if (!dice.chance(habit.notes)) return;
  if (dice.chance(posts.contested[at] === 1 ? 0.6 : 0.08)) {
    const stance = stanceOn(world, account, posts.topic[at]!);
    const quality = Math.round((dice.unit() + dice.unit() - 0.7) * 80);
    const isSourced = quality > -10;
    const links = isSourced ? [`https://www.${world.sites.ownDomain(dice.below(400))}/${slug(dice)}`] : [];
    const text = [noteText(dice, TOPICS[posts.topic[at]!]!.lang, isSourced), ...links].join(' ');
    writeNote(world, account, number, { text, links, quality, slant: Math.round(stance * 0.6) }, null);
  }
  for (let i = 0; i < RATINGS_PER_VISIT && notes.count > 0; i++) {
    const note = Math.max(1, notes.count - dice.below(60));
    rateNote(world, account, note, honestRating(world, account, note), null);
  }
}

/** Quality counts for all, the side for most: what makes bridging hard. */
export function honestRating(world: World, account: number, note: number): Helpfulness {
  const { notes, accounts, dice } = world;
  const at = notes.slot(note);
  if (at < 0) return 'SOMEWHAT_HELPFUL';
  const side = (accounts.opinion[account]! * notes.slant[at]!) / 10_000;
  const score = notes.quality[at]! / 60 + side * 2 + (dice.unit() - 0.5) * 1.2;
  return score > 0.3 ? 'HELPFUL' : score > -0.2 ? 'SOMEWHAT_HELPFUL' : 'NOT_HELPFUL';
}
