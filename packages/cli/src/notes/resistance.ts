/** `lapwing notes resistance`: attacks on a made-up platform, and how many attackers it takes by either set of rules. */
import { rename, writeFile } from 'node:fs/promises';
import { measureResistance, type Resistance, type ResistanceFigure, resistancePlot } from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';
import { ProgressLine } from '../output/progress.ts';

export interface ResistanceCommandOptions {
  readonly seeds: string;
  readonly firstSeed: string;
  readonly certainty: string;
  readonly plot?: string;
  readonly json?: boolean;
}

export async function resistance(options: ResistanceCommandOptions): Promise<ExitCode> {
  const seeds = whole('--seeds', options.seeds);
  const firstSeed = whole('--first-seed', options.firstSeed);
  const certainty = Number(options.certainty);
  if (!(certainty > 0.5 && certainty < 1)) {
    throw new CommandError(`--certainty: "${options.certainty}" is no probability between 0.5 and 1`);
  }
  const progress = new ProgressLine();
  const found = measureResistance({
    seeds,
    firstSeed,
    certainty,
    onProgress: (done, of, note) => progress.show({ share: done / of, events: done, note }),
  });
  progress.end();
  if (options.plot !== undefined) {
    await writeFile(`${options.plot}.part`, resistancePlot(found));
    await rename(`${options.plot}.part`, options.plot);
    if (options.json !== true) console.error(`the picture is in ${options.plot}`);
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(plain(found))}\n` : text(found));
  return 0;
}

function text({ seeds, raters, most, figures, honest }: Resistance): string {
  const lines = [
    `attackers per honest rater that counts (${raters.toFixed(0)} on average) to flip half of five notes;`,
    `median over ${seeds} seeds with its 95 % interval; "more" is more than ${percent(most)}`,
    '',
    `${'attack'.padEnd(28)}${'reference rules'.padEnd(28)}guarded rules`,
  ];
  for (const figure of figures.filter(({ rules }) => rules === 'reference')) {
    const guarded = figures.find(
      ({ attack, goal, rules }) => attack === figure.attack && goal === figure.goal && rules === 'guarded',
    );
    const name = `${figure.attack}, ${figure.goal}`;
    lines.push(`${name.padEnd(28)}${figureText(figure).padEnd(28)}${guarded === undefined ? '' : figureText(guarded)}`);
  }
  lines.push('', 'without an attack');
  for (const { rules, helpful, notHelpful, precision, recall, suspected } of honest) {
    const taken = rules === 'guarded' ? `, ${suspected.toFixed(1)} honest raters taken for a crew` : '';
    lines.push(
      `${rules.padEnd(28)}${helpful.toFixed(1)} helpful, ${notHelpful.toFixed(1)} not; ${percent(precision)} of the helpful are good, ${percent(recall)} of the good are helpful${taken}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function figureText({ median, low, high }: ResistanceFigure): string {
  return `${percent(median)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : 'more';
}

/** JSON has no infinity: null stands for more than was tried. */
function plain(found: Resistance) {
  const finite = (share: number) => (Number.isFinite(share) ? share : null);
  return {
    ...found,
    figures: found.figures.map(({ shares, median, low, high, ...figure }) => ({
      ...figure,
      shares: shares.map(finite),
      median: finite(median),
      low: finite(low),
      high: finite(high),
    })),
  };
}

function whole(option: string, given: string): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new CommandError(`${option}: "${given}" is no whole number from 1 on`);
  return value;
}
