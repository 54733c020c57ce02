/** What a report says about itself: what was counted, how memory came about, and where the numbers may be off. */
import type { BrakeSettings } from '@lapwing/enforcement';
import type { Ruleset } from '@lapwing/sml';
import { isExact, type WarmUp } from './input.ts';
import type { JournalSurvey } from './journal-input.ts';
import type { Needs } from './needs.ts';
import type { ReplayResult } from './replayer.ts';

export interface NoteFacts {
  readonly rulesets: readonly Ruleset[];
  readonly results: readonly ReplayResult[];
  readonly needs: Needs;
  readonly warmUp: WarmUp;
  readonly memoryEvents: number;
  /** Null for a file. */
  readonly survey: JournalSurvey | null;
  /** Those that a file's installation says. */
  readonly brakes: BrakeSettings | null;
  readonly compared: boolean;
  readonly outcomesKnown: boolean;
}

const number = (value: number) => value.toLocaleString('en');

export function notesOf(facts: NoteFacts): readonly string[] {
  return [
    ...rulesetNotes(facts),
    memoryNote(facts),
    ...heldNotes(facts),
    ...labelNotes(facts),
    ...outcomeNotes(facts),
    brakesNote(facts),
    ...lookupNotes(facts),
    ...limitNotes(facts),
  ];
}

function rulesetNotes({ compared, survey }: NoteFacts): string[] {
  const who = compared ? 'Each ruleset' : 'The ruleset';
  const activations = survey?.activations ?? 0;
  const past =
    activations > 1
      ? ` The journal holds ${number(activations)} activations of rulesets; which one was in force at the time plays no part.`
      : '';
  return [`${who} decided all events as if it had been in force throughout, and nothing outside was touched.${past}`];
}

function memoryNote({ needs, warmUp, memoryEvents }: NoteFacts): string {
  const exact = isExact(warmUp, needs);
  const before = `${number(memoryEvents)} events outside of the range were decided for what they leave in memory`;
  switch (needs.kind) {
    case 'nothing':
      return 'The rules remember nothing, so no earlier event matters.';
    case 'windows': {
      const longest = `the longest window is ${number(needs.seconds)} s`;
      return exact
        ? `Counters were rebuilt in event time: ${before} (${longest}).`
        : `Counters were rebuilt from too late on (${longest}): at the beginning of the range counts are too low. ${before}.`;
    }
    case 'everything': {
      const because = `the rules use ${needs.because.join(', ')}`;
      return exact
        ? `Counters and labels were rebuilt from the first event held, because ${because}: ${before}.`
        : `Labels and counters were not rebuilt from the first event held, although ${because}: what came before the warm-up is missing. ${before}.`;
    }
  }
}

function heldNotes({ survey, needs }: NoteFacts): string[] {
  if (survey === null || survey.firstPosition === 0 || needs.kind === 'nothing') return [];
  return [
    `Retention has dropped the journal's first ${number(survey.firstPosition)} entries; labels and counts from them are missing.`,
  ];
}

function labelNotes({ compared, survey }: NoteFacts): string[] {
  const own = compared ? "Labels that a ruleset's rules change are seen by that ruleset alone" : '';
  const people = survey?.labelChanges.length ?? 0;
  if (people === 0) return own === '' ? [] : [`${own}.`];
  const both = compared ? 'both' : 'it';
  const sentence = `${number(people)} label changes by people apply to ${both}, at their place in the journal`;
  return [own === '' ? `${sentence}.` : `${own}; ${sentence}.`];
}

function outcomeNotes({ outcomesKnown }: NoteFacts): string[] {
  if (!outcomesKnown) return ['No outcomes are known: precision cannot be told.'];
  return [
    'Precision is the share of bad among the distinct entities with an outcome, with its 95 % Wilson interval. An entity counts with the outcome decided last, also where that was after the hit. Entities are judged because someone looked at them: where rules choose who is looked at, precision tells about those.',
  ];
}

function brakesNote({ survey, brakes, results, compared }: NoteFacts): string {
  const which =
    (survey === null ? brakes : survey.brakes) === null ? 'The default brakes' : 'The brakes that are in force now';
  const untraced = results.reduce((sum, { trace }) => sum + trace.untraced, 0);
  const beyond = untraced === 0 ? '' : ` They were not asked about ${number(untraced)} effects beyond the first ones.`;
  const watched = compared ? 'rules that are added or changed' : 'all rules';
  return `${which} were asked what they would have held, caps empty at the beginning and the emergency brake watching ${watched}; hits and labels are as if nothing had been held.${beyond}`;
}

function lookupNotes({ rulesets, survey }: NoteFacts): string[] {
  const functions = new Set(
    rulesets.flatMap((ruleset) =>
      ruleset.observationSites.filter((site) => site.asynchronous).map((site) => site.function),
    ),
  );
  if (functions.size === 0) return [];
  const names = [...functions].sort().join(', ');
  const recorded = (survey?.lookups ?? 0) > 0 ? ' What live decisions were told is not used.' : '';
  return [`${names} look things up outside; a backtest does not, and they failed.${recorded}`];
}

function limitNotes({ results }: NoteFacts): string[] {
  const notes: string[] = [];
  const untracked = results.some(({ tally }) => [...tally.rules.values()].some((rule) => rule.untrackedHits > 0));
  if (untracked) {
    notes.push(
      'There were more entities than can be kept apart: numbers of entities, and what derives from them, are lower bounds.',
    );
  }
  const evicted = results.reduce((sum, result) => sum + result.evictedKeys, 0);
  if (evicted > 0) {
    notes.push(`Memory was full and gave up ${number(evicted)} keys: some counts are too low.`);
  }
  return notes;
}
