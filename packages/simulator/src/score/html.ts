/** The scoreboard as one HTML page that needs nothing else. */
import type { Board, Interval } from './board.ts';

interface Column {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly unit: 'share' | 'hours' | 'count' | 'dollars';
}

const COLUMNS: readonly Column[] = [
  { name: 'accounts', title: 'Accounts', about: 'operated or taken over', unit: 'count' },
  { name: 'accountRecall', title: 'Found', about: 'share of them that a decision accused', unit: 'share' },
  { name: 'accountPrecision', title: 'Precision', about: 'of accounts accused, with all innocent ones', unit: 'share' },
  {
    name: 'eventRecall',
    title: 'Events flagged',
    about: 'share of harmful events that were named, or whose account was accused by then',
    unit: 'share',
  },
  {
    name: 'eventPrecision',
    title: 'Events, precision',
    about: 'of flagged events, with all of innocent people',
    unit: 'share',
  },
  {
    name: 'detectionMedianHours',
    title: 'Median time',
    about: 'hours from the first harm to the first accusation',
    unit: 'hours',
  },
  { name: 'harm', title: 'Harm', about: 'views of harmful posts by ordinary people, weighted', unit: 'count' },
  {
    name: 'harmBeforeDetection',
    title: 'Before detection',
    about: 'the part of it before the account was found',
    unit: 'count',
  },
  {
    name: 'directHarm',
    title: 'Direct harm',
    about: 'messages, insults, reports, takeovers, bought likes and the like, weighted',
    unit: 'count',
  },
  {
    name: 'directHarmBeforeDetection',
    title: 'Before detection',
    about: 'the part of direct harm before the account was found',
    unit: 'count',
  },
  { name: 'victims', title: 'Victims', about: 'people at whom it was aimed', unit: 'count' },
  { name: 'dollarsPerThousandViews', title: '$ per 1,000 views', about: 'what the adversary paid', unit: 'dollars' },
];

const TILES: readonly Column[] = [
  { name: 'accountRecall', title: 'of operated accounts found', about: '', unit: 'share' },
  { name: 'accountPrecision', title: 'of accused accounts operated', about: '', unit: 'share' },
  { name: 'harmBeforeDetection', title: 'harm before detection, weighted views', about: '', unit: 'count' },
  { name: 'directHarmBeforeDetection', title: 'direct harm before detection, weighted', about: '', unit: 'count' },
  { name: 'innocentPeople', title: 'innocent people accused', about: '', unit: 'count' },
  { name: 'innocentSeverityHours', title: 'hours of innocent people, by severity', about: '', unit: 'hours' },
  { name: 'reviewerMinutes', title: 'reviewer minutes', about: '', unit: 'count' },
  { name: 'microsPerEvent', title: 'µs to decide about an event', about: '', unit: 'count' },
];

/** One section for each board, under one heading. */
export function renderBoards(boards: readonly Board[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Scoreboard</title><style>${STYLE}</style></head>
<body><main><h1>Scoreboard</h1>
<p>Means over seeds with their 95&nbsp;% interval (Student’s t). Harm is what ordinary people saw of harmful posts, direct harm what was done to them.</p>
${boards.map(section).join('\n')}</main></body></html>
`;
}

function section({ scenario, detector, seeds, overall, adversaries }: Board): string {
  const tiles = TILES.map(
    ({ name, title, unit }) =>
      `<div class="tile"><b>${shown(overall[name], unit)}</b><span>${title}</span><small>${range(overall[name], unit)}</small></div>`,
  );
  const head = COLUMNS.map(({ title, about }) => `<th scope="col" title="${about}">${title}</th>`).join('');
  const rows = Object.entries(adversaries).map(([kind, figures]) => row(kind, figures));
  return `<section><h2>${escaped(detector)} <small>on ${escaped(scenario)}, ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}</small></h2>
<div class="tiles">${tiles.join('')}</div>
<div class="scroll" tabindex="0" role="region" aria-label="By adversary"><table><thead><tr><th scope="col">Adversary</th>${head}</tr></thead><tbody>
${rows.join('\n')}
${row('all', overall)}</tbody></table></div></section>`;
}

function row(kind: string, figures: Readonly<Record<string, Interval>>): string {
  const cells = COLUMNS.map(({ name, unit }) => {
    const figure = figures[name];
    const bar =
      unit === 'share' && figure !== undefined ? ` style="--share:${(figure.mean * 100).toFixed(1)}%" class="bar"` : '';
    return `<td${bar}>${shown(figure, unit)}<small>${range(figure, unit)}</small></td>`;
  });
  return `<tr><th scope="row">${escaped(kind)}</th>${cells.join('')}</tr>`;
}

function shown(figure: Interval | undefined, unit: Column['unit']): string {
  return figure === undefined ? '–' : text(figure.mean, unit);
}

function range(figure: Interval | undefined, unit: Column['unit']): string {
  if (figure === undefined || figure.high - figure.low === 0) return '';
  return `${text(Math.max(0, figure.low), unit)} to ${text(unit === 'share' ? Math.min(1, figure.high) : figure.high, unit)}`;
}

function text(value: number, unit: Column['unit']): string {
  switch (unit) {
    case 'share':
      return `${(value * 100).toFixed(value > 0.995 && value < 1 ? 1 : 0)} %`;
    case 'hours':
      return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} h`;
    case 'dollars':
      return `$${value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')}`;
    case 'count':
      return value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value).toLocaleString('en');
  }
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--card:#fff;--page:#f5f7f9;--bar:#cfe3dc}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa7b5;--line:#2c3541;--card:#171d25;--page:#0f141a;--bar:#1f4a3d}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1560px;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.5rem 0 .75rem}h2 small,p{color:var(--soft);font-weight:400}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:.75rem;margin-bottom:1rem}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;display:flex;flex-direction:column}
.tile b{font-size:1.5rem;font-variant-numeric:tabular-nums}.tile span,small{color:var(--soft);font-size:.8rem}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.45rem .55rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
td small{display:block}thead th{white-space:normal;vertical-align:bottom;color:var(--soft);font-weight:500;font-size:.8rem}
th[scope=row],thead th:first-child{text-align:left;font-weight:500}
tbody tr:last-child>*{border-bottom:0;border-top:2px solid var(--line);font-weight:600}
.bar{background:linear-gradient(var(--bar),var(--bar)) left/var(--share) 100% no-repeat}
`;
