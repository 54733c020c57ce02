/**
 * The closed loop: actions that a detector decides are carried out, people who are held back pass challenges and appeal, reviewers work
 * off cases, actions expire. Everything that is decided is written down, in the form that the scoreboard reads.
 */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import { STATUS } from '../accounts/accounts.ts';
import { appeal } from '../acts/account.ts';
import type { Recourse } from '../people/person.ts';
import type { Cause, World } from '../platform/world.ts';
import { PURPOSE, Stream, streamKey } from '../random/stream.ts';
import type { ReviewPlan } from '../scenario/scenario.ts';
import { MINUTE } from '../time/rhythm.ts';
import { Desk } from './desk.ts';
import { Enforcement } from './enforcement.ts';

/** A case for a reviewer, besides the actions of the contract. */
export interface ReviewRequest {
  readonly kind: 'review';
  readonly target: EnforcementAction['target'];
  readonly source: string;
  readonly reason: string;
}

export type Decision = EnforcementAction | ReviewRequest;

export interface Decided {
  readonly timeMillis: number;
  readonly decision: Decision;
  /** Of a reviewer; 0 for what a machine decided. */
  readonly minutes: number;
  /** The event that showed it, or null. */
  readonly eventId: string | null;
}

const APPEALS_WHEN_SUSPENDED = 0.4;
const PASSES_A_CHALLENGE = 0.93;
const TURN_MILLIS = 10 * MINUTE;

export class Loop implements Recourse {
  readonly enforcement: Enforcement;
  readonly #world: World;
  readonly #desk: Desk;
  readonly #onDecided: (decided: Decided) => void;
  /** Who has appealed against what holds them back now. */
  readonly #appealed = new Set<number>();
  readonly #dice = new Stream();

  constructor(world: World, plan: ReviewPlan, onDecided: (decided: Decided) => void) {
    this.#world = world;
    this.enforcement = new Enforcement(world);
    this.#desk = new Desk(world, this.enforcement, plan);
    this.#onDecided = onDecided;
  }

  /** Carry out what a detector decides. What changes nothing is not written down: rules fire again and again. */
  decide(decision: Decision, eventId: string | null = null): void {
    if (decision.kind !== 'review' && decision.target.type === 'device') {
      for (const id of this.enforcement.accountsOn(decision.target.id))
        this.decide({ ...decision, target: { type: 'account', id } }, eventId);
      return;
    }
    const changes = decision.kind === 'review' ? this.#file(decision) : this.enforcement.apply(decision);
    if (changes) this.#onDecided({ timeMillis: this.#world.nowMillis, decision, minutes: 0, eventId });
  }

  /** Reviewers' and clocks' turn; when the next one is. */
  turn(): number {
    this.enforcement.expire();
    for (const { action, minutes } of this.#desk.work()) {
      this.enforcement.apply(action);
      if (action.kind === 'allow') this.#appealed.delete(this.enforcement.accountOf(action.target.id));
      this.#onDecided({ timeMillis: this.#world.nowMillis, decision: action, minutes, eventId: null });
    }
    return this.#world.nowMillis + TURN_MILLIS;
  }

  /** An honest person comes and is held back: solves what there is to solve, or appeals, once. */
  onBarred(account: number): void {
    const { accounts, seed } = this.#world;
    const dice = this.#dice.reseed(streamKey(seed, PURPOSE.appeal, account, accounts.session[account]!));
    if (accounts.has(account, STATUS.challenged) && dice.chance(PASSES_A_CHALLENGE)) {
      this.enforcement.release(account, STATUS.challenged);
      this.#onDecided({
        timeMillis: this.#world.nowMillis,
        decision: passed(this.#world.identities.userId(account)),
        minutes: 0,
        eventId: null,
      });
    }
    if (!accounts.has(account, STATUS.suspended | STATUS.readOnly) || this.#appealed.has(account)) return;
    this.#appealed.add(account);
    if (dice.chance(APPEALS_WHEN_SUSPENDED)) this.appeal(account);
  }

  /** Appeal for an account, its owner's or an adversary's. */
  appeal(account: number, cause: Cause | null = null): void {
    const held = this.enforcement.strongest(account);
    if (held === null || !this.#desk.file(account, 'appeal')) return;
    appeal(this.#world, account, held, cause);
  }

  #file({ target }: ReviewRequest): boolean {
    const account = target.type === 'account' ? this.enforcement.accountOf(target.id) : -1;
    return account >= 0 && this.#desk.file(account, 'review');
  }
}

function passed(userId: string): EnforcementAction {
  return {
    kind: 'allow',
    target: { type: 'account', id: userId },
    source: 'challenge',
    reason: 'passed',
    expiresAtMillis: null,
    appealable: false,
  };
}
