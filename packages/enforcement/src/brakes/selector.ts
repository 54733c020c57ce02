/** Which effects a cap or a list means: `*`, a kind, or a kind and a name (`label:spammer`, `verdict:reject`, `plugin:notify`). */
import type { EffectBody } from '../effects.ts';

export type EffectSelector = string;

const SELECTOR = /^(\*|(label|verdict|plugin)(:\S.{0,127})?)$/u;

export function isEffectSelector(text: string): text is EffectSelector {
  return SELECTOR.test(text);
}

/** The most exact selector of an effect. */
export function selectorOf(body: EffectBody): EffectSelector {
  switch (body.kind) {
    case 'label':
      return `label:${body.label}`;
    case 'verdict':
      return `verdict:${body.verdict}`;
    case 'plugin':
      return `plugin:${body.name}`;
  }
}

/** Whether `selector` means the effects whose most exact selector is `exact`. */
export function selects(selector: EffectSelector, exact: EffectSelector): boolean {
  return selector === '*' || selector === exact || exact.startsWith(`${selector}:`);
}
