/** Events from a journal: a first pass finds times, people's label changes and the ruleset in force; a second one replays. */
import { type BrakeSettings, Brakes } from '@lapwing/enforcement';
import type { Entry, Journal } from '@lapwing/journal';
import { type Activation, decodeControl, type LabelChangeEntry } from '../control/entries.ts';
import { payloadTime } from '../envelope/event.ts';
import { type Batch, BatchWriter } from './batch.ts';
import { type BacktestInput, type InputStep, roleOf, type WarmUp } from './input.ts';
import type { Range } from './range.ts';

/** A journal that can be read. */
export type ReadableJournal = Pick<Journal, 'firstPosition' | 'durablePosition' | 'read'>;

export interface JournalSurvey {
  readonly firstPosition: number;
  /** Where the replay ends: after the last event before `toMillis`. */
  readonly untilPosition: number;
  readonly events: number;
  /** The newest event time, as memory counts it: never after the event's arrival. */
  readonly newestMillis: number;
  /** The first and last event times, those in the future of their arrival included. */
  readonly oldestMillis: number;
  readonly latestMillis: number;
  readonly labelChanges: readonly LabelChangeEntry[];
  /** The ruleset put in force last, if its entry is still held. */
  readonly activation: Activation | null;
  readonly activations: number;
  /** The brakes in force at the end, without a halt; null where the journal does not say. */
  readonly brakes: BrakeSettings | null;
  /** Events whose look-ups outside were recorded. */
  readonly lookups: number;
}

/** Read a journal once, without deciding anything. `onShare` is told how much of it has been read. */
export async function surveyJournal(
  journal: ReadableJournal,
  toMillis: number,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<JournalSurvey> {
  const { firstPosition, durablePosition } = journal;
  const labelChanges: LabelChangeEntry[] = [];
  let activation: Activation | null = null;
  const brakes = new Brakes();
  let [activations, lookups, events, untilPosition] = [0, 0, 0, firstPosition];
  let newestMillis = Number.NEGATIVE_INFINITY;
  let oldestMillis = Number.POSITIVE_INFINITY;
  let latestMillis = Number.NEGATIVE_INFINITY;
  const control = (entry: Entry) => {
    const decoded = decodeControl(entry.payload);
    if (decoded.type === 'label') labelChanges.push(decoded);
    else if (decoded.type === 'brakes') brakes.change(decoded.change, decoded, entry.position);
    else if (decoded.type === 'activation') {
      activation = decoded;
      activations++;
    }
  };
  for await (const entries of journal.read(firstPosition, { until: durablePosition, signal })) {
    signal.throwIfAborted();
    for (const entry of entries) {
      if (entry.kind === 'event') {
        const timeMillis = payloadTime(entry.payload);
        events++;
        if (timeMillis < toMillis) untilPosition = entry.position + 1;
        newestMillis = Math.max(newestMillis, Math.min(timeMillis, entry.ingestedAtMillis));
        oldestMillis = Math.min(oldestMillis, timeMillis);
        latestMillis = Math.max(latestMillis, timeMillis);
      } else if (entry.kind === 'control') control(entry);
      else lookups++;
    }
    onShare((entries.at(-1)!.position + 1 - firstPosition) / (durablePosition - firstPosition));
  }
  return {
    firstPosition,
    untilPosition,
    events,
    newestMillis,
    oldestMillis,
    latestMillis,
    labelChanges,
    activation,
    activations,
    brakes: settingsOf(brakes),
    lookups,
  };
}

/** The file's settings with what people changed in place. */
function settingsOf(brakes: Brakes): BrakeSettings | null {
  if (brakes.file === null) return null;
  return {
    ...brakes.file,
    caps: brakes.capsInForce().map(({ cap }) => cap),
    protected: brakes.protectedEntities().map(({ entity }) => entity),
  };
}

/** The surveyed part of a journal as lanes take it. */
export function journalInput(
  journal: ReadableJournal,
  { firstPosition, untilPosition }: JournalSurvey,
  range: Range,
  warmUp: WarmUp,
): BacktestInput {
  async function* steps(signal: AbortSignal): AsyncGenerator<InputStep> {
    const writer = new BatchWriter();
    const add = (entry: Entry): Batch | null => {
      const { kind, position, ingestedAtMillis, payload } = entry;
      if (kind === 'observation') return null;
      const role = kind === 'control' ? 'control' : roleOf(payloadTime(payload), range, warmUp);
      return role === null ? null : writer.add(role, position, ingestedAtMillis, payload);
    };
    for await (const entries of journal.read(firstPosition, { until: untilPosition })) {
      for (const entry of entries) {
        const batch = add(entry);
        if (batch === null) continue;
        yield { batch, share: (entry.position - firstPosition) / (untilPosition - firstPosition) };
        if (signal.aborted) return;
      }
    }
    yield { batch: writer.flush(), share: 1 };
  }
  return { facts: { refused: 0, duplicates: 0, failure: null }, steps };
}
