/**
 * Topics rise and fall: a moment is a happening that many write about for some hours, with a hashtag of its own. Attention jumps up and
 * fades as a power of time, faster for a match than for a crisis (Crane and Sornette 2008: exponents about 0.4 to 1.4 past the peak).
 */
import type { Lang } from '../accounts/places.ts';
import type { Dice } from '../random/dice.ts';
import { exponential } from '../random/distributions.ts';
import { power } from '../random/exact.ts';
import { PURPOSE, Stream, streamKey } from '../random/stream.ts';
import { DAY, HOUR } from '../time/rhythm.ts';
import { everydayTopics, TOPICS, topicNamed } from './catalogue.ts';

type MomentKind = 'crisis' | 'match' | 'election' | 'fashion';

export interface Moment {
  readonly kind: MomentKind;
  readonly lang: Lang;
  readonly topic: number;
  readonly tag: string;
  readonly startMillis: number;
  /** Share of all posts in the language at the peak. */
  readonly peakShare: number;
}

export interface PlannedMoment {
  readonly kind: MomentKind;
  readonly atMillis: number;
  readonly lang: Lang;
  readonly tag: string | null;
}

/** Until attention is full, and how it fades. */
const SHAPE: Readonly<
  Record<MomentKind, { readonly riseMillis: number; readonly holdMillis: number; readonly decay: number }>
> = {
  crisis: { riseMillis: 1.5 * HOUR, holdMillis: 10 * HOUR, decay: 0.6 },
  match: { riseMillis: 0.2 * HOUR, holdMillis: 2 * HOUR, decay: 2.2 },
  election: { riseMillis: 8 * HOUR, holdMillis: 10 * HOUR, decay: 1.2 },
  fashion: { riseMillis: 3 * HOUR, holdMillis: 2 * HOUR, decay: 1.1 },
};
const LASTS_MILLIS = 3 * DAY;
const FASHIONS_PER_DAY = 3;

export class Moments {
  readonly #all: readonly Moment[];
  /** Those that may be on at the moment, to be looked through every time somebody writes. */
  #on: readonly Moment[] = [];
  #checkedMillis = Number.NEGATIVE_INFINITY;

  constructor(seed: number, startMillis: number, endMillis: number, planned: readonly PlannedMoment[]) {
    const dice = new Stream(streamKey(seed, PURPOSE.moments));
    const moments = planned.map((plan, i) => momentOf(new Stream(streamKey(seed, PURPOSE.moments, i + 1)), plan));
    for (let time = startMillis; time < endMillis; time += exponential(dice, DAY / FASHIONS_PER_DAY)) {
      const lang = dice.chance(0.7) ? 'en' : 'es';
      moments.push(momentOf(dice, { kind: 'fashion', atMillis: Math.floor(time), lang, tag: null }));
    }
    this.#all = moments;
  }

  /** What somebody who writes now writes about, or null for their own topics. */
  choose(dice: Dice, lang: Lang, nowMillis: number): Moment | null {
    if (nowMillis - this.#checkedMillis > HOUR / 4) {
      this.#checkedMillis = nowMillis;
      this.#on = this.#all.filter(
        ({ startMillis }) => nowMillis < startMillis + LASTS_MILLIS && nowMillis + HOUR / 4 >= startMillis,
      );
    }
    for (const moment of this.#on) {
      if (moment.lang === lang && dice.unit() < attention(moment, nowMillis)) return moment;
    }
    return null;
  }
}

/** Share of posts in the moment's language that are about it. */
function attention(moment: Moment, nowMillis: number): number {
  const { riseMillis, holdMillis, decay } = SHAPE[moment.kind];
  const since = nowMillis - moment.startMillis;
  if (since < 0) return 0;
  if (since < riseMillis) return (moment.peakShare * since) / riseMillis;
  const after = since - riseMillis - holdMillis;
  return after <= 0 ? moment.peakShare : moment.peakShare * power(1 + after / HOUR, -decay);
}

function momentOf(dice: Stream, { kind, atMillis, lang, tag }: PlannedMoment): Moment {
  const topic = topicFor(dice, kind, lang);
  const base = dice.pick(TOPICS[topic]!.hashtags);
  return {
    kind,
    lang,
    topic,
    tag: tag ?? `${base}${dice.between(2, 99)}`,
    startMillis: atMillis,
    peakShare: kind === 'fashion' ? 0.02 + 0.1 * dice.squared() : 0.25 + 0.3 * dice.unit(),
  };
}

function topicFor(dice: Dice, kind: MomentKind, lang: Lang): number {
  switch (kind) {
    case 'crisis':
      return topicNamed(lang === 'en' ? 'crisis' : 'emergencia');
    case 'match':
      return topicNamed(lang === 'en' ? 'match' : 'partido');
    case 'election':
      return topicNamed(lang === 'en' ? 'election' : 'política');
    case 'fashion':
      return dice.pick(everydayTopics(lang));
  }
}
