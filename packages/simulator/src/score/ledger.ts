/** The truth of one run, added up for scoring. */
import { HARMS, type Harm, type Truth } from '../truth/truth.ts';

/** A time during which an account served a campaign. */
interface Service {
  readonly campaign: string;
  readonly fromMillis: number;
  toMillis: number;
}

/** Something that serves a campaign, or a look at a post that does. */
export interface Deed {
  readonly campaign: string;
  readonly userId: string;
  readonly timeMillis: number;
  /** The harm's weight; 0 for what only looks ordinary. */
  readonly weight: number;
  readonly eventId: string | null;
  /** The post that is made or seen. */
  readonly postId: string | null;
  /** It harms by being done, and not by being seen. */
  readonly isDirect: boolean;
  /** Whom it hurts, or null. */
  readonly victim: string | null;
}

export interface Campaign {
  readonly name: string;
  readonly adversary: string;
  readonly harm: Harm;
  dollars: number;
  readonly domains: Set<string>;
}

/** After an owner has the account back, an action on it is still about the takeover for a while. */
const AFTERMATH_MILLIS = 48 * 3_600_000;
/** What does its harm where it is seen. */
const SEEN: ReadonlySet<string> = new Set(['post', 'quote', 'repost']);
/** Harms to the one at whom they are aimed. Likes, follows and ratings hurt everybody a little instead. */
const AIMED: ReadonlySet<Harm> = new Set([
  'spam',
  'scam',
  'takeover',
  'ban-evasion',
  'harassment',
  'false-report',
  'impersonation',
]);

export class Ledger {
  readonly campaigns = new Map<string, Campaign>();
  /** Every account that there was. */
  readonly known = new Set<string>();
  /** Accounts that ever served a campaign. */
  readonly services = new Map<string, Service[]>();
  /** Everything that served a campaign, by event; cover included. */
  readonly serving = new Map<string, Deed>();
  /** Posts that served one. */
  readonly posts = new Set<string>();
  /** Harmful deeds: events, and takeovers as such. */
  readonly deeds: Deed[] = [];
  readonly exposures: Deed[] = [];
  /** Since when an account has done harm, by account. */
  readonly firstHarm = new Map<string, number>();
  totalEvents = 0;
  accounts = 0;
  endMillis = 0;

  add(truth: Truth): void {
    switch (truth.kind) {
      case 'campaign':
        this.campaigns.set(truth.campaign, {
          name: truth.campaign,
          adversary: truth.adversary,
          harm: truth.harm,
          dollars: 0,
          domains: new Set(),
        });
        break;
      case 'account':
        this.#account(truth);
        break;
      case 'link':
        this.campaigns.get(truth.campaign)?.domains.add(truth.domain);
        break;
      case 'event':
        this.#event(truth);
        break;
      case 'exposure':
        this.exposures.push({
          campaign: truth.campaign,
          userId: truth.authorId,
          timeMillis: Date.parse(truth.time),
          weight: HARMS[truth.harm],
          eventId: null,
          postId: truth.postId,
          isDirect: false,
          victim: null,
        });
        break;
      case 'spending': {
        const campaign = this.campaigns.get(truth.campaign);
        if (campaign !== undefined) campaign.dollars = truth.dollars;
        break;
      }
      case 'totals':
        this.totalEvents = truth.events;
        this.accounts = truth.accounts;
        this.endMillis = Date.parse(truth.endsAt);
        break;
      case 'adaptation':
        break;
    }
  }

  /** The campaign that an account served at a time, or null for an innocent one. */
  campaignAt(userId: string, millis: number): string | null {
    const service = this.services
      .get(userId)
      ?.find(({ fromMillis, toMillis }) => fromMillis <= millis && millis < toMillis);
    return service?.campaign ?? null;
  }

  #account({ userId, role, campaign, since }: Extract<Truth, { kind: 'account' }>): void {
    const sinceMillis = Date.parse(since);
    this.known.add(userId);
    const services = this.services.get(userId);
    const last = services?.at(-1);
    if (last !== undefined && last.toMillis === Number.POSITIVE_INFINITY)
      last.toMillis = sinceMillis + AFTERMATH_MILLIS;
    if (campaign === null) return;
    const service = { campaign, fromMillis: sinceMillis, toMillis: Number.POSITIVE_INFINITY };
    if (services === undefined) this.services.set(userId, [service]);
    else services.push(service);
    if (role !== 'taken-over') return;
    this.#begin(userId, sinceMillis);
    this.deeds.push({
      campaign,
      userId,
      timeMillis: sinceMillis,
      weight: HARMS.takeover,
      eventId: null,
      postId: null,
      isDirect: true,
      victim: userId,
    });
  }

  #event({ eventId, userId, time, campaign, harm, action, postId, target }: Extract<Truth, { kind: 'event' }>): void {
    if (campaign === null) return;
    const timeMillis = Date.parse(time);
    const isTry = action === 'login';
    const deed: Deed = {
      campaign,
      userId,
      timeMillis,
      weight: HARMS[harm],
      eventId,
      postId,
      // Tries at passwords hurt nobody; the takeover does.
      isDirect: !SEEN.has(action) && !isTry,
      victim: AIMED.has(harm) && target !== userId ? target : null,
    };
    this.serving.set(eventId, deed);
    if (postId !== null) this.posts.add(postId);
    if (harm === 'none') return;
    this.deeds.push(deed);
    // A try at somebody's password is no deed of theirs.
    if (this.campaignAt(userId, timeMillis) !== null) this.#begin(userId, timeMillis);
  }

  #begin(userId: string, millis: number): void {
    if (!this.firstHarm.has(userId)) this.firstHarm.set(userId, millis);
  }
}
