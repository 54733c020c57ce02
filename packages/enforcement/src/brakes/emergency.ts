/**
 * The emergency brake: a rule that changed within the last day of event time and has dangerous effects on more than a set share of
 * events is stopped until a person says that it may go on.
 */
import { brakeLimits } from './limits.ts';
import type { EmergencySettings } from './settings.ts';

const { youngMillis, watchMillis } = brakeLimits;

export interface RuleVersion {
  readonly name: string;
  readonly version: string;
}

/** Why a rule was stopped. */
export interface Stop {
  readonly atMillis: number;
  readonly position: number;
  readonly hits: number;
  readonly events: number;
}

/** What is known of one rule's version. */
export interface Watch {
  readonly version: string;
  /** null where no event has told the time yet. */
  changedAtMillis: number | null;
  /** The current stretch of the watch: when it began, events before it, and events with dangerous effects in it. */
  sinceMillis: number;
  eventsBefore: number;
  hits: number;
  stop: Stop | null;
  /** A person has seen it and let it go on: this version is not stopped again. */
  excused: boolean;
}

export interface SavedEmergency {
  readonly events: number;
  readonly rules: Readonly<Record<string, Watch>>;
}

export class EmergencyBrake {
  #events = 0;
  #rules = new Map<string, Watch>();
  /** Until then some rule is young; infinite where one waits for an event that tells the time. */
  #youngUntilMillis = 0;
  #stopped = 0;

  /** Another ruleset is in force: rules whose version is new are young, those that are gone are forgotten. `nowMillis` is 0 before the first event. */
  activated(rules: readonly RuleVersion[], nowMillis: number): void {
    this.#rules = new Map(
      rules.map(({ name, version }) => {
        const known = this.#rules.get(name);
        return [name, known?.version === version ? known : this.#young(version, nowMillis === 0 ? null : nowMillis)];
      }),
    );
    this.#tally();
  }

  /** One more event, whatever its effects. */
  event(nowMillis: number): void {
    this.#events++;
    if (this.#youngUntilMillis !== Number.POSITIVE_INFINITY) return;
    for (const watch of this.#rules.values()) watch.changedAtMillis ??= nowMillis;
    this.#tally();
  }

  /** False where no rule is young: then hits need not be told. */
  isWatching(nowMillis: number): boolean {
    return nowMillis <= this.#youngUntilMillis;
  }

  get anyStopped(): boolean {
    return this.#stopped > 0;
  }

  isStopped(rule: string): boolean {
    return (this.#rules.get(rule)?.stop ?? null) !== null;
  }

  /** An event on which the rule has dangerous effects. Returns the reason where the rule is stopped now, by this one. */
  hit(
    rule: string,
    position: number,
    nowMillis: number,
    settings: Pick<EmergencySettings, 'share' | 'hitsMin'>,
  ): Stop | null {
    const watch = this.#rules.get(rule);
    if (watch === undefined || watch.excused || watch.stop !== null) return null;
    if (watch.changedAtMillis === null || nowMillis - watch.changedAtMillis > youngMillis) return null;
    if (nowMillis - watch.sinceMillis >= watchMillis) {
      watch.sinceMillis = nowMillis;
      watch.eventsBefore = this.#events - 1;
      watch.hits = 0;
    }
    watch.hits++;
    const events = this.#events - watch.eventsBefore;
    if (watch.hits < settings.hitsMin || watch.hits <= settings.share * events) return null;
    watch.stop = { atMillis: nowMillis, position, hits: watch.hits, events };
    this.#stopped++;
    return watch.stop;
  }

  /** Let a stopped rule go on. False where it is not stopped. */
  reset(rule: string): boolean {
    const watch = this.#rules.get(rule);
    if (watch === undefined || watch.stop === null) return false;
    watch.stop = null;
    watch.excused = true;
    this.#stopped--;
    return true;
  }

  /** Rules that are stopped, with their versions. */
  stopped(): (RuleVersion & { readonly stop: Stop })[] {
    return [...this.#rules].flatMap(([name, { version, stop }]) => (stop === null ? [] : [{ name, version, stop }]));
  }

  save(): SavedEmergency {
    return { events: this.#events, rules: Object.fromEntries(this.#rules) };
  }

  load({ events, rules }: SavedEmergency): void {
    this.#events = events;
    this.#rules = new Map(Object.entries(rules).map(([name, watch]) => [name, { ...watch }]));
    this.#tally();
  }

  #tally(): void {
    this.#stopped = 0;
    this.#youngUntilMillis = 0;
    for (const { changedAtMillis, stop } of this.#rules.values()) {
      if (stop !== null) this.#stopped++;
      const until = changedAtMillis === null ? Number.POSITIVE_INFINITY : changedAtMillis + youngMillis;
      this.#youngUntilMillis = Math.max(this.#youngUntilMillis, until);
    }
  }

  #young(version: string, changedAtMillis: number | null): Watch {
    return {
      version,
      changedAtMillis,
      sinceMillis: Number.MIN_SAFE_INTEGER,
      eventsBefore: this.#events,
      hits: 0,
      stop: null,
      excused: false,
    };
  }
}
