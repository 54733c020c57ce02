/** States and figures of rollouts in words. */
import type { Change, Precision, State } from '../../../api/rollout.ts';
import type { Tone } from '../../../kit/Panel.tsx';
import { formatCount } from '../../../lib/format.ts';

export const stateTone: Readonly<Record<State, Tone>> = {
  draft: 'neutral',
  shadow: 'violet',
  canary: 'amber',
  live: 'green',
  disabled: 'red',
};

export const stateMeaning: Readonly<Record<State, string>> = {
  draft: 'There, but neither acts nor is recorded',
  shadow: 'Evaluated and recorded, never acts',
  canary: 'Acts on a share of entities, always the same ones',
  live: 'Acts',
  disabled: 'Stopped: neither acts nor is recorded',
};

export function stateText({ state, percent }: { readonly state: State; readonly percent: number | null }): string {
  return percent === null ? state : `${state} ${percent} %`;
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** `66.7 %` and, in small print, `20.8–93.9 %, 3 judged`. */
export function precisionText(precision: Precision): { readonly value: string; readonly detail: string } {
  if (precision === null) return { value: '–', detail: 'nobody judged' };
  const { value, low, high, judged } = precision;
  return {
    value: share(value),
    detail: `${share(low).replace(' %', '')}–${share(high)}, ${formatCount(judged)} judged`,
  };
}

export function changeText(change: Change, what: string, to: string): string {
  return change.status === 'done' ? `${what} is ${to} now` : `Proposed: another person has to approve it`;
}
