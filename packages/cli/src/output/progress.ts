/** A progress line on a terminal: share, rate, time left. Silent where standard error is no terminal. */

const REDRAW_MILLIS = 100;
const BAR_WIDTH = 24;

export interface ProgressState {
  /** 0 to 1, or null where the total is not known. */
  readonly share: number | null;
  readonly events: number;
  readonly note: string;
}

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = Date.now();
  #drawnAt = 0;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(state: ProgressState): void {
    const now = Date.now();
    if (!this.#stream.isTTY || now - this.#drawnAt < REDRAW_MILLIS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    const text = progressText(state, (now - this.#startedAt) / 1000);
    this.#stream.write(`\r\u001b[K${text.slice(0, this.#stream.columns - 1)}`);
  }

  end(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[K');
    this.#drawn = false;
  }
}

export function progressText({ share, events, note }: ProgressState, seconds: number): string {
  const rate = seconds > 0 ? events / seconds : 0;
  const parts = [`${count(events)} events`, `${count(rate)}/s`];
  if (share !== null) {
    const full = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
    parts.unshift(`${bar} ${(share * 100).toFixed(0).padStart(3)} %`);
    if (share > 0 && share < 1) parts.push(`${duration((seconds / share) * (1 - share))} left`);
  }
  if (note !== '') parts.push(note);
  return parts.join('  ');
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
