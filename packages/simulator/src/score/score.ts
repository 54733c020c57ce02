/**
 * The scoreboard of one run: what decisions found, how late, what people saw and suffered until then, and whom they hurt in error.
 *
 * - An account is found at the first decision that accuses it (`accuses`).
 * - An event is flagged where a decision names it or its post, or while its account is under an accusation.
 * - Harm is views of harmful posts by ordinary people, times the harm's weight; direct harm is what hurts by being done: messages,
 *   insults, reports, takeovers, bought likes. Of both, the part before detection is that of accounts not found by then.
 * - Precision of one adversary counts what was found of it against all innocent people, or their events: as if it were the only one.
 */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import type { Decided } from '../enforcement/loop.ts';
import { Accusations } from './accusations.ts';
import type { Deed, Ledger } from './ledger.ts';
import { accuses, SEVERITY } from './weights.ts';

/** Figures by name; the unit is last in the name. A figure that cannot be said is absent. */
export type Figures = Readonly<Record<string, number>>;

export interface RunScore {
  readonly overall: Figures;
  readonly adversaries: ReadonlyMap<string, Figures>;
}

/** What truth and decisions do not tell. */
export interface RunFacts {
  /** Events of innocent people that were flagged (`StreamWatch`): without it events have no precision. */
  readonly innocentFlagged?: number;
  /** What deciding about one event cost the detector, where it was measured. */
  readonly microsPerEvent?: number;
}

const HOUR_MILLIS = 3_600_000;

export function scoreRun(ledger: Ledger, decisions: readonly Decided[], facts: RunFacts = {}): RunScore {
  const accusations = new Accusations();
  for (const decided of decisions) accusations.add(decided);
  const found = firstAccusations(ledger, decisions);
  const innocents = innocentsHurt(ledger, decisions);
  const base = { ledger, found, accusations, innocentPeople: innocents.people, facts };
  const adversaries = new Map<string, Figures>();
  for (const kind of new Set([...ledger.campaigns.values()].map(({ adversary }) => adversary))) {
    const campaigns = new Set(
      [...ledger.campaigns.values()].filter(({ adversary }) => adversary === kind).map(({ name }) => name),
    );
    adversaries.set(kind, figuresOf({ ...base, counts: (campaign) => campaigns.has(campaign) }));
  }
  const domains = new Set([...ledger.campaigns.values()].flatMap((campaign) => [...campaign.domains]));
  const overall = {
    ...figuresOf({ ...base, counts: () => true }),
    innocentPeople: innocents.people,
    innocentSeverityHours: innocents.severityHours,
    innocentPosts: [...accusations.posts].filter((post) => !ledger.posts.has(post)).length,
    innocentLinks: [...accusations.links].filter((link) => !domains.has(link)).length,
    ...(facts.innocentFlagged === undefined ? {} : { innocentEvents: facts.innocentFlagged }),
    reviewerMinutes: decisions.reduce((sum, decided) => sum + decided.minutes, 0),
    decisions: decisions.length,
    events: ledger.totalEvents,
    ...(facts.microsPerEvent === undefined ? {} : { microsPerEvent: facts.microsPerEvent }),
  };
  return { overall, adversaries };
}

/** When each account was first accused while it served a campaign. */
function firstAccusations(ledger: Ledger, decisions: readonly Decided[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { timeMillis, decision } of decisions) {
    if (decision.kind === 'review' || !accuses(decision.kind)) continue;
    const { type, id } = decision.target;
    if (type === 'account' && !found.has(id) && ledger.campaignAt(id, timeMillis) !== null) found.set(id, timeMillis);
  }
  return found;
}

function innocentsHurt(
  ledger: Ledger,
  decisions: readonly Decided[],
): { readonly people: number; readonly severityHours: number } {
  const people = new Set<string>();
  const open = new Map<
    string,
    { readonly kind: EnforcementAction['kind']; readonly fromMillis: number; readonly untilMillis: number }
  >();
  let severityHours = 0;
  const close = (id: string, atMillis: number) => {
    const held = open.get(id);
    if (held === undefined) return;
    open.delete(id);
    severityHours +=
      (SEVERITY[held.kind] * Math.max(0, Math.min(atMillis, held.untilMillis) - held.fromMillis)) / HOUR_MILLIS;
  };
  for (const { timeMillis, decision } of decisions) {
    if (decision.kind === 'review' || decision.target.type !== 'account') continue;
    const { id } = decision.target;
    if (ledger.campaignAt(id, timeMillis) !== null) continue;
    // One action at a time counts, the newest: several at once do not hurt twice.
    close(id, timeMillis);
    if (!accuses(decision.kind)) continue;
    people.add(id);
    open.set(id, {
      kind: decision.kind,
      fromMillis: timeMillis,
      untilMillis: decision.expiresAtMillis ?? ledger.endMillis,
    });
  }
  for (const id of [...open.keys()]) close(id, ledger.endMillis);
  return { people: people.size, severityHours };
}

interface Counted {
  readonly ledger: Ledger;
  readonly found: ReadonlyMap<string, number>;
  readonly accusations: Accusations;
  readonly innocentPeople: number;
  readonly facts: RunFacts;
  /** Whether a campaign is among those that are looked at. */
  readonly counts: (campaign: string) => boolean;
}

function figuresOf(counted: Counted): Figures {
  const { ledger, counts } = counted;
  const exposures = ledger.exposures.filter(({ campaign }) => counts(campaign));
  const dollars = [...ledger.campaigns.values()]
    .filter(({ name }) => counts(name))
    .reduce((sum, campaign) => sum + campaign.dollars, 0);
  return {
    ...accountFigures(counted),
    ...eventFigures(counted),
    ...harmFigures(counted, exposures),
    dollarsSpent: dollars,
    ...(exposures.length > 0 ? { dollarsPerThousandViews: (dollars / exposures.length) * 1000 } : {}),
  };
}

function accountFigures({ ledger, found, innocentPeople, counts }: Counted): Figures {
  const mine = [...ledger.services]
    .filter(([, services]) => services.some(({ campaign }) => counts(campaign)))
    .map(([userId]) => userId);
  const caught = mine.filter((userId) => found.has(userId));
  // Accounts accused before they did any harm count as found at once.
  const delays = caught.map((userId) => {
    const since = ledger.firstHarm.get(userId) ?? Number.POSITIVE_INFINITY;
    return Math.max(0, ((found.get(userId) ?? 0) - since) / HOUR_MILLIS);
  });
  return {
    accounts: mine.length,
    accountsFound: caught.length,
    ...(mine.length > 0 ? { accountRecall: caught.length / mine.length } : {}),
    ...(caught.length + innocentPeople > 0
      ? { accountPrecision: caught.length / (caught.length + innocentPeople) }
      : {}),
    ...(delays.length > 0
      ? { detectionMedianHours: quantile(delays, 0.5), detectionP90Hours: quantile(delays, 0.9) }
      : {}),
  };
}

/** Cover is neither to be found nor a false alarm: right where it is flagged, not missed where it is not. */
function eventFigures({ ledger, accusations, facts, counts }: Counted): Figures {
  let harmful = 0;
  let harmfulFlagged = 0;
  let flagged = 0;
  for (const { campaign, eventId, postId, userId, timeMillis, weight } of ledger.serving.values()) {
    if (!counts(campaign)) continue;
    const isFlagged = accusations.isFlagged(eventId, postId, userId, timeMillis);
    if (isFlagged) flagged++;
    if (weight === 0) continue;
    harmful++;
    if (isFlagged) harmfulFlagged++;
  }
  const innocent = facts.innocentFlagged;
  return {
    harmfulEvents: harmful,
    ...(harmful > 0 ? { eventRecall: harmfulFlagged / harmful } : {}),
    ...(innocent !== undefined && flagged + innocent > 0 ? { eventPrecision: flagged / (flagged + innocent) } : {}),
  };
}

function harmFigures({ ledger, found, counts }: Counted, exposures: readonly Deed[]): Figures {
  const weight = (deeds: readonly Deed[]) => deeds.reduce((sum, one) => sum + one.weight, 0);
  const isBefore = ({ userId, timeMillis }: Deed) => timeMillis < (found.get(userId) ?? Number.POSITIVE_INFINITY);
  const direct = ledger.deeds.filter(({ campaign, isDirect }) => isDirect && counts(campaign));
  const victims = (deeds: readonly Deed[]) =>
    new Set(
      deeds.flatMap(({ victim, userId, timeMillis }) =>
        victim !== null && (victim === userId || ledger.campaignAt(victim, timeMillis) === null) ? [victim] : [],
      ),
    ).size;
  return {
    harmViews: exposures.length,
    harm: weight(exposures),
    harmBeforeDetection: weight(exposures.filter(isBefore)),
    directHarm: weight(direct),
    directHarmBeforeDetection: weight(direct.filter(isBefore)),
    victims: victims(direct),
    victimsBeforeDetection: victims(direct.filter(isBefore)),
  };
}

/** The value below which a share of the values lies (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
