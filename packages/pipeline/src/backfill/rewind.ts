/**
 * The journal once more, on a memory of its own: every event decided by the ruleset that was in force, with the counters of a later one
 * beside it. Nothing outside changes.
 */
import { Brakes, effectId } from '@lapwing/enforcement';
import type { Entry, Journal } from '@lapwing/journal';
import { Memory } from '@lapwing/memory';
import { holdsKey, KeyNotes, transferKeys } from '@lapwing/memory/keyed';
import type { Ruleset, ServiceKey } from '@lapwing/sml';
import { type Activation, type BackfillEntry, decodeControl } from '../control/entries.ts';
import { Decider, type Placed } from '../decide/decide.ts';
import { waitsForLookups } from '../decide/observations.ts';
import { decodePayload, payloadTime } from '../envelope/event.ts';
import { Rollout } from '../rollout/rollout.ts';
import type { RulesetArchive } from '../ruleset/archive.ts';
import { applyControl } from '../run/apply-control.ts';
import { decodeObservationEntry, type ObservationEntry, repeatWithLookups } from '../run/lookups.ts';
import { AddedCounters } from './counters.ts';

/** What a rewind reads, and where it begins. */
export interface RewindOptions {
  readonly journal: Journal;
  /** Compiled apart from those in force: what is measured of them is of the present. */
  readonly archive: RulesetArchive;
  readonly services: ReadonlyMap<ServiceKey<unknown>, unknown>;
  readonly seed: number;
  readonly ruleset: Ruleset;
  readonly fromPosition: number;
  readonly sinceMillis: number | null;
  /** The keys that an earlier back-fill brought. */
  readonly keysOf: (entry: BackfillEntry, position: number, present: Memory) => Promise<Memory>;
}

export class Rewind {
  readonly #options: RewindOptions;
  readonly #memory: Memory;
  readonly #rollout: Rollout;
  readonly #decider: Decider;
  readonly #notes = new KeyNotes();
  readonly #added: AddedCounters;
  readonly #observed = new Map<number, ObservationEntry>();
  /** Entries behind an event whose look-ups have not been read yet. */
  #held: Entry[] = [];
  #active: Ruleset | null = null;
  /** The next entry to be read. */
  position: number;
  events = 0;

  constructor(options: RewindOptions) {
    const { seed, services, ruleset, fromPosition } = options;
    this.#options = options;
    this.position = fromPosition;
    this.#memory = new Memory({ seed });
    this.#rollout = new Rollout(this.#memory, services);
    // Identified as then: the brakes tell effects apart by their ids.
    this.#decider = new Decider(this.#memory, services, effectId, [this.#rollout.ledger], new Brakes(), this.#rollout);
    this.#added = new AddedCounters(ruleset, this.#notes);
    const { hash } = ruleset.program;
    this.#decider.alongside = (placed, decision, decidedBy, host) => {
      if (decidedBy.program.hash !== hash) this.#added.count(placed, { ruleset: decidedBy, decision }, host);
    };
  }

  /** Read on up to `until`; `pause` is awaited now and then, and may reject to end it. */
  async run(until: number, pause: () => Promise<void>): Promise<void> {
    for await (const entries of this.#options.journal.read(this.position, { until })) {
      for (const entry of entries) {
        await this.#take(entry);
        await pause();
      }
      this.position = entries.at(-1)!.position + 1;
    }
    if (this.#held.length === 0) return;
    // What the last events looked up is journaled behind them.
    for await (const entries of this.#options.journal.read(until)) {
      for (const entry of entries) if (entry.kind === 'observation') await this.#take(entry);
      if (this.#held.length === 0) return;
    }
  }

  /**
   * The keys of the added counters. Where the past is not all there, those that others count in as well are `present`'s where it has
   * them.
   */
  keys(present: Memory, partial: boolean): Memory {
    const result = new Memory({ seed: this.#options.seed });
    const notes = this.#notes;
    transferKeys(this.#memory.keyed, result.keyed, (key) => {
      if (!notes.has(key.h1, key.h2)) return false;
      return !(partial && notes.isShared(key.definition) && holdsKey(present.keyed, key));
    });
    result.attached.adopt(this.#memory.attached, (identity) => {
      return notes.hasState(identity) && !(partial && notes.isSharedState(identity));
    });
    return result;
  }

  async #take(entry: Entry): Promise<void> {
    if (entry.kind === 'observation') {
      const observed = decodeObservationEntry(entry.payload);
      // Those of events that are left out are of no use.
      if (this.#held.some(({ position }) => position === observed.position)) {
        this.#observed.set(observed.position, observed);
      }
      while (this.#held.length > 0 && this.#isReady(this.#held[0]!)) await this.#apply(this.#held.shift()!);
      return;
    }
    if (this.#held.length > 0 || !this.#isReady(entry)) this.#held.push({ ...entry, payload: entry.payload.slice() });
    else await this.#apply(entry);
  }

  #isReady({ kind, position, payload }: Entry): boolean {
    if (kind !== 'event' || this.#active === null || !waitsForLookups(this.#active)) return true;
    return this.#isLeftOut(payload) || this.#observed.has(position);
  }

  async #apply({ kind, position, payload, ingestedAtMillis }: Entry): Promise<void> {
    if (kind === 'control') return this.#control(payload, { position, atMillis: ingestedAtMillis });
    if (this.#isLeftOut(payload)) return;
    const placed: Placed = { action: decodePayload(payload), position, ingestedAtMillis };
    this.events++;
    this.#memory.keyed.notes = this.#notes;
    // What the ruleset counts of events that it decided itself may rest on added counters too, and was counted without them then.
    this.#notes.wanted = this.#active?.program.hash === this.#options.ruleset.program.hash;
    const observed = this.#observed.get(position);
    this.#observed.delete(position);
    if (this.#active === null) this.#decider.remember(placed, (host) => this.#added.count(placed, null, host));
    else if (observed !== undefined) repeatWithLookups(this.#decider, this.#active, placed, observed);
    else this.#decider.decide(this.#active, placed.action, position, ingestedAtMillis);
    this.#notes.wanted = false;
  }

  #isLeftOut(payload: Uint8Array): boolean {
    const { sinceMillis } = this.#options;
    return sinceMillis !== null && payloadTime(payload) < sinceMillis;
  }

  async #control(payload: Uint8Array, place: Activated): Promise<void> {
    const control = decodeControl(payload);
    const memory = this.#memory;
    switch (control.type) {
      case 'activation':
        return this.#activate(control, place);
      case 'candidate': {
        const ruleset = await this.#options.archive.load(control.hash, control.files);
        this.#rollout.startCandidate(control, ruleset, place.position);
        return;
      }
      case 'backfill': {
        const keys = await this.#options.keysOf(control, place.position, memory);
        transferKeys(keys.keyed, memory.keyed, () => true);
        memory.attached.adopt(keys.attached);
        return;
      }
      default:
        applyControl(this.#decider, this.#rollout, control, place.position);
    }
  }

  async #activate(entry: Activation, place: Activated): Promise<void> {
    const ruleset = await this.#options.archive.load(entry.hash, entry.files);
    const { keyed, attached } = this.#memory;
    this.#active = ruleset;
    this.#rollout.activated(ruleset, entry, place);
    this.#decider.activated(ruleset, place.position);
    // Where a candidate's counters took the place of these, the added ones came from further back than its.
    if (this.#memory.keyed === keyed) return;
    transferKeys(keyed, this.#memory.keyed, ({ h1, h2 }) => this.#notes.has(h1, h2));
    this.#memory.attached.adopt(attached, (identity) => this.#notes.hasState(identity));
  }
}

/** Where an entry stands, and when it came. */
interface Activated {
  readonly position: number;
  readonly atMillis: number;
}
