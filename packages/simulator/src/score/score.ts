/**
 * The scoreboard of one run: what decisions found, how late, what people saw until then, and whom they hurt in error.
 *
 * - An account is found at the first decision that accuses it (`accuses`), or that takes away a link or post of its campaign.
 * - Harm is views of harmful posts by ordinary people, times the harm's weight; harm before detection is what they saw of accounts not
 *   found by then.
 * - Precision of one adversary counts its accounts found against all innocent people accused: as if it were the only one.
 */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import type { Decided } from '../enforcement/loop.ts';
import type { HarmfulEvent, Ledger } from './ledger.ts';
import { accuses, SEVERITY } from './weights.ts';

/** Figures by name; the unit is last in the name. A figure that cannot be said is absent. */
export type Figures = Readonly<Record<string, number>>;

export interface RunScore {
  readonly overall: Figures;
  readonly adversaries: ReadonlyMap<string, Figures>;
}

const HOUR_MILLIS = 3_600_000;

export function scoreRun(ledger: Ledger, decisions: readonly Decided[]): RunScore {
  const found = firstAccusations(ledger, decisions);
  const innocents = innocentsHurt(ledger, decisions);
  const adversaries = new Map<string, Figures>();
  for (const kind of new Set([...ledger.campaigns.values()].map(({ adversary }) => adversary))) {
    const campaigns = new Set(
      [...ledger.campaigns.values()].filter(({ adversary }) => adversary === kind).map(({ name }) => name),
    );
    adversaries.set(
      kind,
      figuresOf(ledger, found, innocents.people, (campaign) => campaigns.has(campaign)),
    );
  }
  const minutes = decisions.reduce((sum, decided) => sum + decided.minutes, 0);
  const overall = {
    ...figuresOf(ledger, found, innocents.people, () => true),
    innocentPeople: innocents.people,
    innocentSeverityHours: innocents.severityHours,
    reviewerMinutes: minutes,
    decisions: decisions.length,
    events: ledger.totalEvents,
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

function figuresOf(
  ledger: Ledger,
  found: ReadonlyMap<string, number>,
  innocent: number,
  counts: (campaign: string) => boolean,
): Figures {
  const mine = [...ledger.services]
    .filter(([, services]) => services.some(({ campaign }) => counts(campaign)))
    .map(([userId]) => userId);
  const caught = mine.filter((userId) => found.has(userId));
  const delays = caught.map(
    (userId) => ((found.get(userId) ?? 0) - (ledger.firstHarm.get(userId) ?? Number.POSITIVE_INFINITY)) / HOUR_MILLIS,
  );
  const events = ledger.events.filter(({ campaign }) => counts(campaign));
  const exposures = ledger.exposures.filter(({ campaign }) => counts(campaign));
  const before = exposures.filter((exposure) => !isAfter(exposure, found));
  const weight = (list: readonly HarmfulEvent[]) => list.reduce((sum, one) => sum + one.weight, 0);
  const dollars = [...ledger.campaigns.values()]
    .filter(({ name }) => counts(name))
    .reduce((sum, campaign) => sum + campaign.dollars, 0);
  return {
    accounts: mine.length,
    accountsFound: caught.length,
    ...(mine.length > 0 ? { accountRecall: caught.length / mine.length } : {}),
    ...(caught.length + innocent > 0 ? { accountPrecision: caught.length / (caught.length + innocent) } : {}),
    harmfulEvents: events.length,
    ...(events.length > 0
      ? { eventRecall: events.filter((event) => isAfter(event, found)).length / events.length }
      : {}),
    // Accounts accused before they did any harm count as found at once.
    ...(delays.length > 0
      ? {
          detectionMedianHours: quantile(
            delays.map((delay) => Math.max(0, delay)),
            0.5,
          ),
        }
      : {}),
    ...(delays.length > 0
      ? {
          detectionP90Hours: quantile(
            delays.map((delay) => Math.max(0, delay)),
            0.9,
          ),
        }
      : {}),
    harmViews: exposures.length,
    harm: weight(exposures),
    harmBeforeDetection: weight(before),
    dollarsSpent: dollars,
    ...(exposures.length > 0 ? { dollarsPerThousandViews: (dollars / exposures.length) * 1000 } : {}),
  };
}

function isAfter({ userId, timeMillis }: HarmfulEvent, found: ReadonlyMap<string, number>): boolean {
  return timeMillis >= (found.get(userId) ?? Number.POSITIVE_INFINITY);
}

/** The value below which a share of the values lies (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
