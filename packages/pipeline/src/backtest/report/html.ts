/** The report as one HTML page: nothing is fetched, no script runs, whatever others wrote is escaped. */

import { barOf, intervalOf, LEGEND, sparkline } from './html-charts.ts';
import { escapeHtml } from './html-escape.ts';
import { STYLE } from './html-style.ts';
import type { Cost, Difference, EntityDifference, Report, RuleReport, Sample } from './report.ts';
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

export function renderHtml(report: Report): string {
  const title = `Backtest of ${report.candidate.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
${[
  head(report, title),
  cards(report),
  rules(report),
  differences(report),
  effects(report),
  brakes(report),
  notes(report),
  costs(report),
]
  .filter((part) => part !== '')
  .join('\n')}
</main>
</body>
</html>
`;
}

function head(report: Report, title: string): string {
  const against =
    report.baseline === null ? '' : ` <span class="soft">against ${escapeHtml(report.baseline.name)}</span>`;
  const lines = [
    `<h1>${escapeHtml(title)}${against}</h1>`,
    `<p class="soft">${escapeHtml(report.source)} · ${rangeText(report)} · ruleset <code>${report.candidate.hash.slice(0, 12)}</code></p>`,
  ];
  if (report.incomplete !== null) lines.push(`<p class="partial">Partial: ${escapeHtml(report.incomplete)}</p>`);
  if (isSameRuleset(report)) lines.push('<p>Both are the same ruleset, file for file.</p>');
  return `<header>\n${lines.join('\n')}\n</header>`;
}

function cards({ events, totals, affected, outcomes, refused, duplicates }: Report): string {
  const { candidate, baseline } = totals;
  const share = events === 0 ? 0 : candidate.eventsWithHits / events;
  const card = (value: string, label: string) =>
    `<div class="card"><b>${value}</b><span>${escapeHtml(label)}</span></div>`;
  const delta =
    baseline === null ? '' : `, ${signed(candidate.eventsWithHits - baseline.eventsWithHits)} against before`;
  const entities = candidate.entities.reduce((sum, type) => sum + type.count, 0);
  const parts = [
    card(count(events), 'events'),
    card(count(candidate.eventsWithHits), `events hit, ${percent(share)}${delta}`),
    card(count(entities), `entities hit: ${entitiesText(candidate.entities)}`),
  ];
  if (affected !== null) {
    parts.push(
      card(
        signed(affected.newlyAffected.entities),
        `newly affected: ${outcomesText(affected.newlyAffected.byOutcome)}`,
      ),
    );
    parts.push(
      card(
        signed(-affected.noLongerAffected.entities),
        `no longer affected: ${outcomesText(affected.noLongerAffected.byOutcome)}`,
      ),
    );
  }
  if (outcomes.entities > 0)
    parts.push(card(count(outcomes.entities), `entities with an outcome: ${outcomes.sources.join(', ')}`));
  if (candidate.errors > 0) parts.push(card(count(candidate.errors), 'failures in rules'));
  if (refused + duplicates > 0)
    parts.push(card(count(refused), `records refused; ${count(duplicates)} under an id seen before`));
  return `<section class="cards">\n${parts.join('\n')}\n</section>`;
}

function rules(report: Report): string {
  const compared = report.baseline !== null;
  const judged = report.outcomes.entities > 0;
  const columns = [
    '<th>Rule</th>',
    ...(compared ? ['<th></th>', '<th class="num">Before</th>', '<th class="num">Change</th>'] : []),
    '<th class="num">Hits</th><th class="num">Share</th><th>Over time</th><th>Entities</th>',
    ...(judged ? ['<th>Outcomes</th>', '<th>Precision</th>'] : []),
    '<th>Overlaps with</th>',
  ];
  const rows = report.rules.map((rule) => ruleRow(rule, compared, judged));
  const axis =
    report.timeline === null
      ? ''
      : `<p class="soft">Over time: hits from ${minute(report.timeline.start)} UTC on, ${report.timeline.intervals} intervals of ${span(report.timeline.intervalSeconds)}. Overlap: Jaccard index of the events hit.</p>`;
  return `<section>
<h2>Rules</h2>
<div class="panel"><table>
<thead><tr>${columns.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
${judged ? LEGEND : ''}
${axis}
</section>`;
}

function ruleRow(rule: RuleReport, compared: boolean, judged: boolean): string {
  const { candidate: figures, baseline: before } = rule;
  const cells = [`<td><b>${escapeHtml(rule.name)}</b><small>${escapeHtml(rule.description)}</small></td>`];
  if (compared) {
    const delta = (figures?.hits ?? 0) - (before?.hits ?? 0);
    const direction = delta > 0 ? ' up' : delta < 0 ? ' down' : '';
    const change = rule.change ?? 'same';
    cells.push(`<td><span class="chip ${change}">${CHANGE_WORDS[change]}</span></td>`);
    cells.push(`<td class="num">${before === null ? '—' : count(before.hits)}</td>`);
    cells.push(`<td class="num${direction}">${signed(delta)}</td>`);
  }
  if (figures === null) {
    cells.push(
      `<td class="num">—</td><td class="num">—</td><td></td><td>—</td>${judged ? '<td></td><td>—</td>' : ''}<td>—</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  }
  cells.push(`<td class="num">${count(figures.hits)}</td><td class="num">${percent(figures.share)}</td>`);
  cells.push(`<td>${sparkline(figures.timeline)}</td><td>${escapeHtml(entitiesText(figures.entities))}</td>`);
  if (judged) {
    cells.push(`<td title="${outcomesText(figures.hitsByOutcome)}">${barOf(figures.hitsByOutcome)}</td>`);
    cells.push(
      `<td>${figures.precision === null ? '—' : `${intervalOf(figures.precision)}${precisionText(figures.precision)}`}</td>`,
    );
  }
  cells.push(`<td>${escapeHtml(overlapsText(figures))}</td>`);
  return `<tr>${cells.join('')}</tr>`;
}

function differences({ rules: all, affected }: Report): string {
  if (affected === null) return '';
  const blocks = [differenceBlock('By any rule', affected, true)];
  for (const { name, difference } of all)
    if (difference !== null) blocks.push(differenceBlock(name, difference, false));
  const shown = blocks.filter((block) => block !== '');
  const none =
    shown.length === 0 ? '<p class="soft">No entity is affected that was not, and none is spared that was.</p>' : '';
  return `<section>\n<h2>Who is affected now, and who no longer</h2>\n${none}${shown.join('\n')}\n</section>`;
}

function differenceBlock(name: string, { newlyAffected, noLongerAffected }: Difference, open: boolean): string {
  if (newlyAffected.entities + noLongerAffected.entities === 0) return '';
  const totals = `newly ${count(newlyAffected.entities)}, no longer ${count(noLongerAffected.entities)}`;
  return `<details${open ? ' open' : ''}><summary>${escapeHtml(name)} <span class="count">${totals}</span></summary><div class="body">
${side('Newly affected', newlyAffected)}${side('No longer affected', noLongerAffected)}</div></details>`;
}

function side(title: string, { entities, byOutcome, samples }: EntityDifference): string {
  if (entities === 0) return '';
  const sampled = samples.length < entities ? `; a random sample of ${samples.length}` : '';
  return `<p>${title}: ${count(entities)} (${outcomesText(byOutcome)})${sampled}</p>
${samples.map(sampleBlock).join('\n')}
`;
}

function sampleBlock({ entityType, entityId, outcome, hits, eventId, time, features }: Sample): string {
  const rows = Object.entries(features ?? {}).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  const list = rows.length === 0 ? '' : `<dl>${rows.join('')}</dl>`;
  return `<div class="sample"><b>${escapeHtml(entityType)} ${escapeHtml(entityId)}</b> <span class="chip">${outcome}</span> ${count(hits)} hits, first ${minute(time)} in <code>${escapeHtml(eventId)}</code>${list}</div>`;
}

function effects({ effects: all, baseline }: Report): string {
  if (all.length === 0) return '';
  const header = baseline === null ? '' : '<th class="num">Before</th>';
  const rows = all.map(({ effect, candidate, baseline: before }) => {
    const compared = before === null ? '' : `<td class="num">${count(before)}</td>`;
    const delta = before === null ? '' : `<td class="num">${signed(candidate - before)}</td>`;
    return `<tr><td>${escapeHtml(effect)}</td>${compared}<td class="num">${count(candidate)}</td>${delta}</tr>`;
  });
  return `<section>
<h2>Effects</h2>
<div class="panel"><table>
<thead><tr><th>Effect</th>${header}<th class="num">Times</th>${baseline === null ? '' : '<th class="num">Change</th>'}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`;
}

function brakes({ brakes: all, baseline }: Report): string {
  if (all.length === 0) return '';
  const number = (value: number) => `<td class="num">${count(value)}</td>`;
  const rows = all.map(({ rule, candidate, baseline: before }) => {
    const { effects = 0, cap = 0, emergency = 0, protected: kept = 0, stoppedAt = null } = candidate ?? {};
    const compared =
      baseline === null ? '' : number(before === null ? 0 : before.cap + before.emergency + before.protected);
    const stop = `<td>${stoppedAt === null ? '' : minute(stoppedAt)}</td>`;
    return `<tr><td>${escapeHtml(rule)}</td>${[effects, cap, emergency, kept].map(number).join('')}${compared}${stop}</tr>`;
  });
  const before = baseline === null ? '' : '<th class="num">Held before</th>';
  return `<section>
<h2>Held by the brakes</h2>
<div class="panel"><table>
<thead><tr><th>Rule</th><th class="num">Effects</th><th class="num">Over caps</th><th class="num">Emergency brake</th><th class="num">Protected</th>${before}<th>Stopped at, UTC</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`;
}

function notes({ notes: all }: Report): string {
  const items = all.map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<section>\n<h2>What this means</h2>\n<ul class="notes">\n${items.join('\n')}\n</ul>\n</section>`;
}

function costs({ performance }: Report): string {
  const { candidate, baseline, seconds, eventsPerSecond, threads } = performance;
  const before = baseline === null ? '' : ` Before: ${micros(baseline)}.`;
  const sites = candidate.sites.map(
    ({ call, place, share }) =>
      `<tr><td>${escapeHtml(call)}</td><td><code>${escapeHtml(place)}</code></td><td class="num">${percent(share)}</td></tr>`,
  );
  const panel =
    sites.length === 0
      ? ''
      : `<div class="panel"><table><thead><tr><th>Call</th><th>Place</th><th class="num">Share of time</th></tr></thead><tbody>
${sites.join('\n')}
</tbody></table></div>`;
  return `<section>
<h2>Cost</h2>
<p>${micros(candidate)} of processor time an event.${before} ${seconds.toFixed(1)} s on ${threads} threads, ${count(eventsPerSecond)} events/s. Calls were measured in ${count(candidate.sampledEvents)} sampled events.</p>
${panel}
</section>`;
}

function micros({ microsPerEvent }: Cost): string {
  return microsPerEvent === null ? '—' : `${microsPerEvent.toFixed(1)} µs`;
}

function span(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return `${seconds / 60} min`;
}
