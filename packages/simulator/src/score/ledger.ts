/** The truth of one run, added up for scoring. */
import { HARMS, type Harm, type Truth } from '../truth/truth.ts';

/** A time during which an account served a campaign. */
interface Service {
  readonly campaign: string;
  readonly fromMillis: number;
  toMillis: number;
}

export interface HarmfulEvent {
  readonly campaign: string;
  readonly userId: string;
  readonly timeMillis: number;
  /** 1 for an event, the harm's weight for an exposure. */
  readonly weight: number;
  /** The post that was seen, for an exposure. */
  readonly postId: string | null;
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

export class Ledger {
  readonly campaigns = new Map<string, Campaign>();
  /** Accounts that ever served a campaign. */
  readonly services = new Map<string, Service[]>();
  readonly events: HarmfulEvent[] = [];
  readonly exposures: HarmfulEvent[] = [];
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
        this.#serve(truth.userId, truth.campaign, Date.parse(truth.since));
        break;
      case 'link':
        this.campaigns.get(truth.campaign)?.domains.add(truth.domain);
        break;
      case 'event':
        this.#harm(truth);
        break;
      case 'exposure':
        this.exposures.push({
          campaign: truth.campaign,
          userId: truth.authorId,
          timeMillis: Date.parse(truth.time),
          weight: HARMS[truth.harm],
          postId: truth.postId,
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

  #serve(userId: string, campaign: string | null, sinceMillis: number): void {
    const services = this.services.get(userId);
    const last = services?.at(-1);
    if (last !== undefined && last.toMillis === Number.POSITIVE_INFINITY)
      last.toMillis = sinceMillis + AFTERMATH_MILLIS;
    if (campaign === null) return;
    const service = { campaign, fromMillis: sinceMillis, toMillis: Number.POSITIVE_INFINITY };
    if (services === undefined) this.services.set(userId, [service]);
    else services.push(service);
  }

  #harm({ campaign, userId, time, harm }: Extract<Truth, { kind: 'event' }>): void {
    if (campaign === null || harm === 'none') return;
    const timeMillis = Date.parse(time);
    this.events.push({ campaign, userId, timeMillis, weight: 1, postId: null });
    // A try at somebody's password is no deed of theirs.
    if (this.campaignAt(userId, timeMillis) !== null && !this.firstHarm.has(userId))
      this.firstHarm.set(userId, timeMillis);
  }
}
