/** Resistance as a picture: for each attack, the share of raters that it needs by both sets of rules, with its interval. */
import type { Resistance, ResistanceFigure } from './measure.ts';

const WIDTH = 760;
const LEFT = 210;
const RIGHT = 40;
const TOP = 76;
const ROW = 46;
const COLOURS = { reference: '#b4532a', guarded: '#1f6f8b' } as const;
const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
/** Beyond the most that was tried: drawn at the edge, with an arrow. */
const EDGE = 1.25;

/** An SVG document on a white ground; readable without colour, for the rule sets have their own rows and marks. */
export function resistancePlot({ figures, seeds, raters }: Resistance): string {
  const rows = figures.filter(({ rules }) => rules === 'reference');
  const height = TOP + rows.length * ROW + 50;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#222" role="img" aria-label="Attackers needed to flip half of five notes, by attack and rules">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    '<text x="16" y="26" font-size="16" font-weight="600">Attackers needed to flip half of five notes</text>',
    `<text x="16" y="46" fill="#555">per honest rater that counts (${Math.round(raters)} on average); median and 95 % interval over ${seeds} seeds; log scale</text>`,
  ];
  for (const tick of TICKS) {
    const x = place(tick);
    parts.push(
      `<line x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${height - 42}" stroke="#e3e3e3"/>`,
      `<text x="${x}" y="${height - 24}" text-anchor="middle" fill="#555">${tick * 100} %</text>`,
    );
  }
  rows.forEach(({ attack, goal }, index) => {
    const y = TOP + index * ROW;
    parts.push(`<text x="16" y="${y + 20}">${attack}: ${goal === 'suppress' ? 'take down' : 'have shown'}</text>`);
    for (const [offset, rules] of [
      [10, 'reference'],
      [24, 'guarded'],
    ] as const) {
      const figure = figures.find((one) => one.attack === attack && one.goal === goal && one.rules === rules);
      if (figure !== undefined) parts.push(...mark(figure, y + offset));
    }
  });
  parts.push(legend(height - 6, 'reference', LEFT), legend(height - 6, 'guarded', LEFT + 130), '</svg>');
  return `${parts.join('\n')}\n`;
}

function mark({ rules, median, low, high }: ResistanceFigure, y: number): string[] {
  const colour = COLOURS[rules];
  const x = place(median);
  const line = `<line x1="${place(low)}" y1="${y}" x2="${place(high)}" y2="${y}" stroke="${colour}" stroke-width="2" stroke-opacity="0.5"/>`;
  if (!Number.isFinite(median)) {
    return [line, `<path d="M${x - 6} ${y - 5} L${x + 4} ${y} L${x - 6} ${y + 5} Z" fill="${colour}"/>`];
  }
  return [line, shape(rules, x, y, colour)];
}

function shape(rules: keyof typeof COLOURS, x: number, y: number, colour: string): string {
  return rules === 'reference'
    ? `<circle cx="${x}" cy="${y}" r="5" fill="${colour}"/>`
    : `<rect x="${x - 4.5}" y="${y - 4.5}" width="9" height="9" fill="${colour}"/>`;
}

function legend(y: number, rules: keyof typeof COLOURS, x: number): string {
  return `${shape(rules, x, y - 4, COLOURS[rules])}<text x="${x + 12}" y="${y}">${rules} rules</text>`;
}

function place(share: number): number {
  const [least, most] = [Math.log(TICKS[0]! / 1.2), Math.log(EDGE)];
  const at = (Math.log(Math.min(Math.max(share, TICKS[0]! / 1.2), EDGE)) - least) / (most - least);
  return Math.round((LEFT + at * (WIDTH - LEFT - RIGHT)) * 10) / 10;
}
