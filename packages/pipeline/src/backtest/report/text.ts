/** The report as text for a terminal. */
import { SAMPLES_PER_RULE } from '../limits.ts';
import type { Difference, EntityDifference, Report, RuleFigures, RuleReport, Sample } from './report.ts';
import {
  CHANGE_WORDS,
  count,
  entitiesText,
  isSameRuleset,
  minute,
  outcomesText,
  overlapsText,
  percent,
  precisionText,
  rangeText,
  signed,
} from './words.ts';

export function renderText(report: Report): string {
  const parts = [
    headText(report),
    rulesTable(report),
    ...outcomesTable(report),
    ...effectsTable(report),
    ...brakesTable(report),
    ...differences(report),
    notesText(report),
    costText(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headText(report: Report): string {
  const { candidate, baseline, totals, events } = report;
  const lines = [
    `Backtest of ${candidate.name}${baseline === null ? '' : ` against ${baseline.name}`}`,
    `${report.source}, ${rangeText(report)}, ${count(events)} events`,
  ];
  if (report.incomplete !== null) lines.push(`PARTIAL: ${report.incomplete}`);
  if (isSameRuleset(report)) lines.push('Both are the same ruleset, file for file.');
  const share = events === 0 ? 0 : totals.candidate.eventsWithHits / events;
  const against = totals.baseline;
  lines.push(
    `${count(totals.candidate.eventsWithHits)} events hit (${percent(share)})` +
      (against === null ? '' : `, ${signed(totals.candidate.eventsWithHits - against.eventsWithHits)}`) +
      `; entities: ${entitiesText(totals.candidate.entities)}` +
      (against === null ? '' : `, before: ${entitiesText(against.entities)}`),
  );
  const failures = totals.candidate.errors + (against?.errors ?? 0);
  if (failures > 0) {
    const before = against === null ? '' : `, ${count(against.errors)} in the baseline`;
    lines.push(`failures in rules: ${count(totals.candidate.errors)}${before}`);
  }
  if (report.refused + report.duplicates > 0) {
    lines.push(`${count(report.refused)} records refused, ${count(report.duplicates)} events under an id seen before`);
  }
  return lines.join('\n');
}

function rulesTable({ rules, baseline }: Report): string {
  const header = [
    'rule',
    ...(baseline === null ? [] : ['', 'before', 'change']),
    'hits',
    'share',
    'entities',
    'precision',
    'overlap',
  ];
  const rows = rules.map((rule) => {
    const shown = rule.candidate;
    const compared = baseline === null ? [] : comparedCells(rule);
    return [
      rule.name,
      ...compared,
      shown === null ? '—' : count(shown.hits),
      shown === null ? '—' : percent(shown.share),
      shown === null ? '—' : entitiesText(shown.entities),
      shown === null ? '—' : precisionText(shown.precision),
      shown === null ? '—' : overlapsText({ ...shown, overlaps: shown.overlaps.slice(0, 1) }),
    ];
  });
  const numeric = header.map((name) => ['before', 'change', 'hits', 'share'].includes(name));
  return table(header, rows, numeric);
}

function comparedCells({ change, candidate, baseline }: RuleReport): string[] {
  const delta = (candidate?.hits ?? 0) - (baseline?.hits ?? 0);
  return [change === null ? '' : CHANGE_WORDS[change], baseline === null ? '—' : count(baseline.hits), signed(delta)];
}

function outcomesTable({ rules, outcomes }: Report): string[] {
  if (outcomes.entities === 0) return [];
  const known = rules.flatMap(({ name, candidate }) => (candidate === null ? [] : [{ name, figures: candidate }]));
  const cells = ({ hitsByOutcome: hits, entitiesByOutcome: entities }: RuleFigures) =>
    (['bad', 'fine', 'cleared-on-appeal', 'unknown'] as const).map(
      (key) => `${count(hits[key])} / ${count(entities[key])}`,
    );
  const rows = known.map(({ name, figures }) => [name, ...cells(figures), precisionText(figures.precision)]);
  const header = ['hits / entities', 'bad', 'fine', 'cleared', 'unknown', 'precision'];
  return [
    `Outcomes of ${count(outcomes.entities)} entities, from ${outcomes.sources.join(' and ')}\n${table(header, rows, [false, true, true, true, true, true])}`,
  ];
}

function effectsTable({ effects, baseline }: Report): string[] {
  if (effects.length === 0) return [];
  const rows = effects.map(({ effect, candidate, baseline: before }) =>
    before === null
      ? [effect, count(candidate)]
      : [effect, count(before), count(candidate), signed(candidate - before)],
  );
  const header = baseline === null ? ['effect', 'times'] : ['effect', 'before', 'times', 'change'];
  return [
    table(
      header,
      rows,
      header.map((_, i) => i > 0),
    ),
  ];
}

function brakesTable({ brakes, baseline }: Report): string[] {
  if (brakes.length === 0) return [];
  const rows = brakes.map(({ rule, candidate, baseline: held }) => {
    const { effects = 0, cap = 0, emergency = 0, protected: kept = 0, stoppedAt = null } = candidate ?? {};
    const before = baseline === null ? [] : [held === null ? 0 : held.cap + held.emergency + held.protected];
    const figures = [effects, ...before, cap, emergency, kept].map(count);
    return [rule, ...figures, stoppedAt === null ? '' : minute(stoppedAt)];
  });
  const header = [
    ...['held by the brakes', 'effects', ...(baseline === null ? [] : ['before'])],
    ...['over caps', 'emergency', 'protected', 'stopped at'],
  ];
  const last = header.length - 1;
  return [
    table(
      header,
      rows,
      header.map((_, i) => i > 0 && i < last),
    ),
  ];
}

function differences(report: Report): string[] {
  if (report.affected === null) return [];
  const parts = [`Affected by any rule: ${differenceText(report.affected)}`];
  for (const { name, difference } of report.rules) {
    if (difference === null) continue;
    const { newlyAffected, noLongerAffected } = difference;
    if (newlyAffected.entities + noLongerAffected.entities === 0) continue;
    parts.push(
      [
        `${name}: ${differenceText(difference)}`,
        ...sampleLines('+', newlyAffected),
        ...sampleLines('−', noLongerAffected),
      ].join('\n'),
    );
  }
  return parts;
}

function differenceText({ newlyAffected, noLongerAffected }: Difference): string {
  const part = ({ entities, byOutcome }: EntityDifference) =>
    entities === 0 ? '0' : `${count(entities)} (${outcomesText(byOutcome)})`;
  return `newly ${part(newlyAffected)}, no longer ${part(noLongerAffected)}`;
}

const SAMPLES_SHOWN = Math.min(3, SAMPLES_PER_RULE);

function sampleLines(sign: string, { samples, entities }: EntityDifference): string[] {
  const shown = samples.slice(0, SAMPLES_SHOWN).map((sample) => `  ${sign} ${sampleText(sample)}`);
  const more = entities - shown.length;
  return more > 0 && shown.length > 0 ? [...shown, `    and ${count(more)} more`] : shown;
}

function sampleText({ entityType, entityId, outcome, hits, eventId, time, features }: Sample): string {
  const facts = [
    `${entityType} ${printable(entityId)}`,
    `${count(hits)} hits`,
    `first ${minute(time)} in ${printable(eventId)}`,
  ];
  if (outcome !== 'unknown') facts.splice(1, 0, outcome);
  const words = Object.entries(features ?? {}).map(([name, value]) => `${name}=${printable(value)}`);
  return `${facts.join(', ')}${words.length === 0 ? '' : `\n      ${words.join('  ')}`}`;
}

function notesText({ notes }: Report): string {
  return ['What this means', ...notes.map((note) => `- ${note}`)].join('\n');
}

function costText({ performance, memoryEvents }: Report): string {
  const { candidate, baseline, seconds, eventsPerSecond, threads } = performance;
  const cost = (value: number | null) => (value === null ? '—' : `${value.toFixed(1)} µs`);
  const before = baseline === null ? '' : `, ${cost(baseline.microsPerEvent)} in the baseline`;
  const lines = [
    `${cost(candidate.microsPerEvent)} of processor time an event${before}` +
      `; ${seconds.toFixed(1)} s on ${threads} threads, ${count(eventsPerSecond)} events/s` +
      (memoryEvents > 0 ? ` (${count(memoryEvents)} of them before the range)` : ''),
  ];
  if (candidate.sites.length > 0) {
    const sites = candidate.sites.slice(0, 3).map(({ call, place, share }) => `${call} ${place} ${percent(share)}`);
    lines.push(`dearest calls: ${sites.join(', ')}`);
  }
  return lines.join('\n');
}

/** Text of others on a terminal: without control characters. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
}

function table(header: readonly string[], rows: readonly (readonly string[])[], numeric: readonly boolean[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => width(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
        return numeric[i] === true ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((size) => '─'.repeat(size)).join('  '), ...rows.map(line)].join('\n');
}

function width(text: string): number {
  return [...text].length;
}
