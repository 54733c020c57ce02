/** Everything that authors of rules need of a running system: its files, the thread that checks, drafts and their backtests. */
import { join } from 'node:path';
import { readTests, unwritable } from '../deploy/directory.ts';
import { BacktestJobs } from '../drafts/backtest-jobs.ts';
import { type DraftStore, openDraftStore } from '../drafts/store.ts';
import { activeRuleset } from '../http/filter.ts';
import type { System } from '../system/system.ts';
import type { FilesByPath } from './overlay.ts';
import { RecentValues } from './recent-values.ts';
import type { Base } from './tasks.ts';
import { Workbench } from './workbench.ts';

export interface Authoring {
  readonly system: System;
  readonly workbench: Workbench;
  readonly drafts: DraftStore;
  readonly backtests: BacktestJobs;
  readonly recentValues: RecentValues;
  /** The ruleset in force. Throws a ProblemError where there is none. */
  base(): Promise<Base>;
  /** The files of any ruleset that was in force here. */
  filesOf(hash: string): Promise<FilesByPath>;
  /** The ruleset in force together with the tests beside it. */
  present(): Promise<FilesByPath>;
  tests(): Promise<FilesByPath>;
  /** Why drafts cannot be put in force from here, or null. */
  unwritable(): Promise<string | null>;
  close(): Promise<void>;
}

export async function openAuthoring(system: System, onError: (error: unknown) => void): Promise<Authoring> {
  const drafts = await openDraftStore(join(system.dataDirectory, 'drafts.sqlite'));
  const workbench = new Workbench();
  const backtests = new BacktestJobs(drafts.backtests, Date.now, onError);
  const { rulesDirectory } = system.config;
  let held: Base | null = null;
  const base = async (): Promise<Base> => {
    const { hash } = activeRuleset(system).ruleset.program;
    if (held?.hash !== hash) held = { hash, files: await system.pipeline.rulesetFiles(hash) };
    return held;
  };
  const tests = () => readTests(rulesDirectory);
  return {
    system,
    workbench,
    drafts,
    backtests,
    recentValues: new RecentValues(system),
    base,
    filesOf: (hash) => system.pipeline.rulesetFiles(hash),
    present: async () => ({ ...(await base()).files, ...(await tests()) }),
    tests,
    unwritable: () => unwritable(rulesDirectory),
    async close() {
      await workbench.close();
      await backtests.close();
      await drafts.close();
    },
  };
}
