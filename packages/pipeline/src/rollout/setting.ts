/** States as people and files write them: `live`, `shadow`, `canary:5%`. */
import { ROLLOUT_STATES, type RolloutState, type StateSetting } from '../control/rollout-entries.ts';
import { BUCKETS } from './limits.ts';

export const LIVE: StateSetting = { state: 'live', percent: null };

/** `canary:5%` or `canary:0.25`; every other state by its name. Null where the text is none. */
export function parseSetting(text: string): StateSetting | null {
  const canary = /^canary:(\d+(?:\.\d+)?)%?$/.exec(text.trim());
  if (canary !== null) return settingOf('canary', Number(canary[1]));
  const state = ROLLOUT_STATES.find((known) => known === text.trim());
  return state === undefined ? null : settingOf(state, null);
}

/** Null where a canary has no share between 0 and 100 % in steps of 0.01, or another state has one. */
export function settingOf(state: RolloutState, percent: number | null): StateSetting | null {
  if (state !== 'canary') return percent === null ? { state, percent } : null;
  if (percent === null || !(percent > 0 && percent < 100)) return null;
  const units = (percent * BUCKETS) / 100;
  return Math.abs(units - Math.round(units)) < 1e-6 ? { state, percent } : null;
}

export function printSetting({ state, percent }: StateSetting): string {
  return percent === null ? state : `${state}:${percent}%`;
}

export function sameSetting(a: StateSetting, b: StateSetting): boolean {
  return a.state === b.state && a.percent === b.percent;
}

/** How much of all entities a rule in this state acts on: 0 to 1. */
export function reachOf({ state, percent }: StateSetting): number {
  return state === 'live' ? 1 : (percent ?? 0) / 100;
}
