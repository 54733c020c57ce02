/**
 * The counters of one ruleset on events that others decided: its calls that the deciding ruleset made too take that one's results, and
 * the others are made. So it sees what it would have seen had it been evaluated in that place, and counts nothing twice.
 */
import type { KeyNotes } from '@lapwing/memory/keyed';
import type { Decision, Host, Observation, Ruleset } from '@lapwing/sml';
import type { Placed } from '../decide/decide.ts';

export class AddedCounters {
  readonly #ruleset: Ruleset;
  readonly #notes: KeyNotes;
  /** For each deciding ruleset, the sites of its calls that mean the same as each of ours. */
  readonly #same = new WeakMap<Ruleset, readonly (readonly number[])[]>();

  constructor(ruleset: Ruleset, notes: KeyNotes) {
    this.#ruleset = ruleset;
    this.#notes = notes;
  }

  /** Make the calls for an event; null where no ruleset is known to have decided it. */
  count(placed: Placed, decided: { readonly ruleset: Ruleset; readonly decision: Decision } | null, host: Host): void {
    const observations = decided === null ? [] : this.#observed(decided.ruleset, decided.decision);
    this.#notes.wanted = true;
    try {
      this.#ruleset.evaluate(placed.action, host, { position: placed.position, observations });
    } catch {
      // An evaluation that breaks would have broken then: what it had counted by that time stays.
    } finally {
      this.#notes.wanted = false;
    }
  }

  #observed(ruleset: Ruleset, { observations }: Decision): readonly (Observation | undefined)[] {
    return this.#sameSites(ruleset).map((sites) => {
      const site = sites.find((index) => observations[index] !== undefined);
      return site === undefined ? undefined : observations[site];
    });
  }

  #sameSites(ruleset: Ruleset): readonly (readonly number[])[] {
    const known = this.#same.get(ruleset);
    if (known !== undefined) return known;
    const byIdentity = new Map<string, number[]>();
    for (const { identity, index } of ruleset.observationSites) {
      byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), index]);
    }
    const same = this.#ruleset.observationSites.map(({ identity }) => byIdentity.get(identity) ?? []);
    this.#same.set(ruleset, same);
    return same;
  }
}
