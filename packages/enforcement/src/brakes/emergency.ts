/**
 * The emergency brake: a rule whose version began to act within the last day of event time, and has dangerous effects on more than a
 * set share of events, is stopped until a person says that it may go on. A version begins to act with its first dangerous effect: after
 * an edit, when it leaves the shadow, or as a canary.
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

/** What is known of one version of a rule. */
interface Watch {
  readonly version: string;
  readonly begunAtMillis: number;
  /** The current stretch of the watch: when it began, events before it, and events with dangerous effects in it. */
  sinceMillis: number;
  eventsBefore: number;
  hits: number;
  /** Of the event that counted last: an event counts once, however many effects it has. */
  position: number;
  stop: Stop | null;
  /** A person has seen it and let it go on: this version is not stopped again. */
  excused: boolean;
}

export interface SavedEmergency {
  readonly events: number;
  readonly rules: Readonly<Record<string, readonly Watch[]>>;
}

export class EmergencyBrake {
  #events = 0;
  /** By name; beside the version in force there may be that of a canary. */
  #rules = new Map<string, Watch[]>();
  #stopped = 0;

  /** Another ruleset is in force: versions that are not in it are forgotten. */
  activated(rules: readonly RuleVersion[]): void {
    const kept = new Map<string, Watch[]>();
    for (const { name, version } of rules) {
      const watch = this.#find(name, version);
      if (watch !== undefined) kept.set(name, [watch]);
    }
    this.#rules = kept;
    this.#countStopped();
  }

  /** One more event, whatever its effects. */
  event(): void {
    this.#events++;
  }

  get anyStopped(): boolean {
    return this.#stopped > 0;
  }

  isStopped(rule: string, version: string): boolean {
    return (this.#find(rule, version)?.stop ?? null) !== null;
  }

  /** A dangerous effect of the rule on the event at `position`. Returns the reason where the rule is stopped now, by this one. */
  hit(
    { name, version }: RuleVersion,
    position: number,
    nowMillis: number,
    { share, hitsMin }: Pick<EmergencySettings, 'share' | 'hitsMin'>,
  ): Stop | null {
    const watch = this.#find(name, version) ?? this.#begin(name, version, nowMillis);
    if (watch.excused || watch.position === position || watch.stop !== null) return null;
    if (nowMillis - watch.begunAtMillis > youngMillis) return null;
    watch.position = position;
    if (nowMillis - watch.sinceMillis >= watchMillis) {
      watch.sinceMillis = nowMillis;
      watch.eventsBefore = this.#events - 1;
      watch.hits = 0;
    }
    watch.hits++;
    const events = this.#events - watch.eventsBefore;
    if (watch.hits < hitsMin || watch.hits <= share * events) return null;
    watch.stop = { atMillis: nowMillis, position, hits: watch.hits, events };
    this.#stopped++;
    return watch.stop;
  }

  /** Let a stopped rule go on. False where it is not stopped. */
  reset(rule: string): boolean {
    const stopped = (this.#rules.get(rule) ?? []).filter(({ stop }) => stop !== null);
    for (const watch of stopped) {
      watch.stop = null;
      watch.excused = true;
    }
    this.#countStopped();
    return stopped.length > 0;
  }

  /** Rules that are stopped, with their versions. */
  stopped(): (RuleVersion & { readonly stop: Stop })[] {
    return [...this.#rules].flatMap(([name, watches]) =>
      watches.flatMap(({ version, stop }) => (stop === null ? [] : [{ name, version, stop }])),
    );
  }

  save(): SavedEmergency {
    return { events: this.#events, rules: Object.fromEntries(this.#rules) };
  }

  load({ events, rules }: SavedEmergency): void {
    this.#events = events;
    this.#rules = new Map(
      Object.entries(rules).map(([name, watches]) => [name, watches.map((watch) => ({ ...watch }))]),
    );
    this.#countStopped();
  }

  #find(name: string, version: string): Watch | undefined {
    const watches = this.#rules.get(name);
    if (watches === undefined) return undefined;
    for (let i = 0; i < watches.length; i++) if (watches[i]!.version === version) return watches[i];
    return undefined;
  }

  #begin(name: string, version: string, nowMillis: number): Watch {
    const watch: Watch = {
      version,
      begunAtMillis: nowMillis,
      sinceMillis: nowMillis,
      // The share is taken of events from the first effect on: a rule that is on every event from then is not diluted by those before.
      eventsBefore: this.#events - 1,
      hits: 0,
      position: -1,
      stop: null,
      excused: false,
    };
    this.#rules.set(name, [...(this.#rules.get(name) ?? []), watch].slice(-brakeLimits.watchedVersions));
    return watch;
  }

  #countStopped(): void {
    this.#stopped = this.stopped().length;
  }
}
