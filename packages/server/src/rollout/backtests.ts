/**
 * Backtests for promotions: of the rules in force, or of the candidate against them, over what the journal holds. One at a time; the
 * newest report of each ruleset is kept beside the data.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RangeSpec, Report } from '@lapwing/pipeline/backtest';
import { backtest } from '../backtest/backtest.ts';
import type { System } from '../system/system.ts';

export interface BacktestHead {
  /** The ruleset that was tried. */
  readonly hash: string;
  readonly startedBy: string;
  readonly startedAtMillis: number;
  readonly endedAtMillis: number | null;
  /** How much of it is done, 0 to 1, while it runs. */
  readonly share: number | null;
  readonly error: string | null;
}

export interface BacktestResult extends BacktestHead {
  readonly report: Report | null;
}

/** Reports kept, the newest: each is some hundred kilobytes. */
const REPORTS_KEPT = 20;

export class BacktestBusy extends Error {
  override readonly name = 'BacktestBusy';
}

export class RolloutBacktests {
  readonly #system: System;
  readonly #onError: (error: unknown) => void;
  readonly #directory: string;
  readonly #stop = new AbortController();
  #running: { head: BacktestHead; readonly done: Promise<void> } | null = null;

  constructor(system: System, onError: (error: unknown) => void) {
    this.#system = system;
    this.#onError = onError;
    this.#directory = join(system.dataDirectory, 'rollout-backtests');
  }

  /** Begin one over the newest events, `since` milliseconds before the newest or all. Throws a BacktestBusy while another one runs. */
  start(hash: string, baseline: string | null, sinceMillis: number | null, by: string): BacktestHead {
    if (this.#running !== null) {
      throw new BacktestBusy(`a backtest of ${this.#running.head.startedBy} is running: wait for it to end`);
    }
    const head = { hash, startedBy: by, startedAtMillis: Date.now(), endedAtMillis: null, share: 0, error: null };
    const running = { head: head as BacktestHead, done: Promise.resolve() };
    this.#running = running;
    // Nobody waits for it: a report that cannot be kept, on a full disk for one, is told to the log.
    running.done = this.#run(running, baseline, sinceMillis)
      .catch(this.#onError)
      .finally(() => {
        this.#running = null;
      });
    return head;
  }

  /** The one that runs for a ruleset, else its newest report; null where there is none. */
  async newest(hash: string): Promise<BacktestResult | null> {
    if (this.#running?.head.hash === hash) return { ...this.#running.head, report: null };
    try {
      // Written by this class alone, as a whole.
      return JSON.parse(await readFile(this.#path(hash), 'utf8')) as BacktestResult;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running?.done;
  }

  async #run(running: { head: BacktestHead }, baseline: string | null, sinceMillis: number | null): Promise<void> {
    const { pipeline, dataDirectory } = this.#system;
    const { hash } = running.head;
    let result: BacktestResult;
    try {
      const range: RangeSpec =
        sinceMillis === null
          ? { kind: 'between', fromMillis: null, toMillis: null }
          : { kind: 'since', millis: sinceMillis };
      const report = await backtest({
        rules: { name: hash.slice(0, 12), files: await pipeline.rulesetFiles(hash) },
        baseline:
          baseline === null
            ? null
            : { kind: 'files', name: baseline.slice(0, 12), files: await pipeline.rulesetFiles(baseline) },
        source: { kind: 'data', directory: dataDirectory },
        range,
        warmUp: 'exact',
        outcomes: null,
        workers: 1,
        signal: this.#stop.signal,
        onProgress: ({ share }) => {
          running.head = { ...running.head, share };
        },
      });
      result = { ...running.head, endedAtMillis: Date.now(), share: null, report };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      result = { ...running.head, endedAtMillis: Date.now(), share: null, error: message, report: null };
    }
    await this.#store(hash, result);
  }

  async #store(hash: string, result: BacktestResult): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const path = this.#path(hash);
    await writeFile(`${path}.writing`, JSON.stringify(result));
    await rename(`${path}.writing`, path);
    const names = (await readdir(this.#directory)).filter((name) => name.endsWith('.json'));
    const times = await Promise.all(names.map(async (name) => (await stat(join(this.#directory, name))).mtimeMs));
    const newestFirst = names.map((name, i) => ({ name, time: times[i]! })).sort((a, b) => b.time - a.time);
    for (const { name } of newestFirst.slice(REPORTS_KEPT)) await rm(join(this.#directory, name), { force: true });
  }

  #path(hash: string): string {
    if (!/^[0-9a-f]{8,64}$/.test(hash)) throw new Error(`${JSON.stringify(hash)} is no ruleset hash`);
    return join(this.#directory, `${hash}.json`);
  }
}
