/**
 * The people who look at cases and appeals, as a model, until review exists: so many of them, for so many minutes a day in office hours,
 * a case takes about so long, and they are right so often. They know the truth, with errors; nobody else does.
 */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import { NOBODY } from '../accounts/accounts.ts';
import type { World } from '../platform/world.ts';
import { logNormal } from '../random/distributions.ts';
import { PURPOSE, Stream, streamKey } from '../random/stream.ts';
import type { ReviewPlan } from '../scenario/scenario.ts';
import { DAY } from '../time/rhythm.ts';
import type { Enforcement } from './enforcement.ts';

/** Cases that wait; beyond it new ones are turned away. */
const QUEUE = 10_000;
/** Appeals come first: whoever appeals waits with the account shut. */
export interface Case {
  readonly account: number;
  readonly kind: 'appeal' | 'review';
  readonly sinceMillis: number;
}

export interface DeskDecision {
  readonly action: EnforcementAction;
  readonly minutes: number;
}

export class Desk {
  readonly #world: World;
  readonly #plan: ReviewPlan;
  readonly #enforcement: Enforcement;
  readonly #dice: Stream;
  readonly #appeals: Case[] = [];
  readonly #reviews: Case[] = [];
  readonly #waiting = new Set<number>();
  #minutesLeft = 0;
  #refilledMillis: number;

  constructor(world: World, enforcement: Enforcement, plan: ReviewPlan) {
    this.#world = world;
    this.#enforcement = enforcement;
    this.#plan = plan;
    this.#dice = new Stream(streamKey(world.seed, PURPOSE.review));
    this.#refilledMillis = world.startMillis;
  }

  /** Put a case on the pile; false where it is there already, or the pile is full. */
  file(account: number, kind: Case['kind']): boolean {
    const pile = kind === 'appeal' ? this.#appeals : this.#reviews;
    if (this.#waiting.has(account) || pile.length >= QUEUE) return false;
    this.#waiting.add(account);
    pile.push({ account, kind, sinceMillis: this.#world.nowMillis });
    return true;
  }

  /** Work for the minutes since the last call; what was decided. */
  work(): DeskDecision[] {
    const { nowMillis } = this.#world;
    const perDay = this.#plan.reviewers * this.#plan.minutesPerDay;
    // Minutes that nobody needed are gone: at most an hour's worth is saved up.
    this.#minutesLeft = Math.min(this.#minutesLeft + (perDay * (nowMillis - this.#refilledMillis)) / DAY, perDay / 8);
    this.#refilledMillis = nowMillis;
    const decisions: DeskDecision[] = [];
    while (this.#minutesLeft > 0) {
      const next = this.#appeals.shift() ?? this.#reviews.shift();
      if (next === undefined) break;
      this.#waiting.delete(next.account);
      const minutes = logNormal(this.#dice, this.#plan.minutesPerCase, 0.7);
      this.#minutesLeft -= minutes;
      decisions.push(this.#decide(next, minutes));
    }
    return decisions;
  }

  #decide({ account, kind }: Case, minutes: number): DeskDecision {
    const world = this.#world;
    const isRight = this.#dice.chance(this.#plan.accuracy);
    const guilty = (world.accounts.operation[account] !== NOBODY) === isRight;
    const held = this.#enforcement.strongest(account);
    const action: EnforcementAction = {
      kind: guilty ? (kind === 'review' || held === null ? 'suspend' : held) : 'allow',
      target: { type: 'account', id: world.identities.userId(account) },
      source: 'reviewer',
      reason: `${kind === 'appeal' ? 'on appeal' : 'reviewed'}: ${guilty ? 'upheld' : 'no violation'}`,
      expiresAtMillis: null,
      appealable: false,
    };
    return { action, minutes };
  }
}
