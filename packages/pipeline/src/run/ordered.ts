/** Work that must happen in the journal's order although some of it waits for look-ups outside. */
import type { Journal } from '@lapwing/journal';
import type { Action, Ruleset } from '@lapwing/sml';
import type { Decided, Decider } from '../decide/decide.ts';
import { lookupsToJson } from '../decide/observations.ts';

/** Runs tasks one after the other, each at once where none is waiting. */
export class OrderedTasks {
  #last: Promise<unknown> | null = null;

  get busy(): boolean {
    return this.#last !== null;
  }

  run<T>(task: () => T | Promise<T>): Promise<T> {
    const run = this.#last === null ? invoke(task) : this.#last.then(task, task);
    const last: Promise<void> = run.then(
      () => this.#done(last),
      () => this.#done(last),
    );
    this.#last = last;
    return run;
  }

  async idle(): Promise<void> {
    while (this.#last !== null) await this.#last;
  }

  #done(last: Promise<unknown>): void {
    if (this.#last === last) this.#last = null;
  }
}

async function invoke<T>(task: () => T | Promise<T>): Promise<T> {
  return task();
}

/** What look-ups came to, as the journal holds it: the decision at `position` is repeated with it. */
export interface ObservationEntry {
  readonly position: number;
  readonly observations: string;
}

/**
 * Decide an event whose rules look something up outside, and journal what came back. The outcome may go to the sinks once
 * `durableAt` is durable: a replay then finds what this decision saw.
 */
export async function decideWithLookups(
  journal: Journal,
  decider: Decider,
  ruleset: Ruleset,
  action: Action,
  position: number,
  ingestedAtMillis: number,
): Promise<{ readonly position: number; readonly decided: Decided; readonly durableAt: number }> {
  const decided = await decider.decideAsync(ruleset, action, position, ingestedAtMillis);
  const entry: ObservationEntry = { position, observations: lookupsToJson(ruleset, decided.decision) };
  const payload = new TextEncoder().encode(JSON.stringify(entry));
  return { position, decided, durableAt: journal.append('observation', payload, ingestedAtMillis) };
}

/** Throws a TypeError where the payload is no observation entry. */
export function decodeObservationEntry(payload: Uint8Array): ObservationEntry {
  const value: unknown = JSON.parse(new TextDecoder().decode(payload));
  if (typeof value === 'object' && value !== null && 'position' in value && 'observations' in value) {
    const { position, observations } = value;
    if (typeof position === 'number' && typeof observations === 'string') return { position, observations };
  }
  throw new TypeError('the journal holds an observation entry of no known form');
}
