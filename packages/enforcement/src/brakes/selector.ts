/** Which effects a cap or a list means: `*`, a kind, or a kind and a name (`label:spammer`, `verdict:reject`, `plugin:notify`). */
import type { EffectBody } from '../effects.ts';

export type EffectSelector = string;

const SELECTOR = /^(\*|(label|verdict|plugin)(:\S.{0,127})?)$/u;

export function isEffectSelector(text: string): text is EffectSelector {
  return SELECTOR.test(text);
}

/** What an effect is called among those of its kind. */
export function effectName(body: EffectBody): string {
  switch (body.kind) {
    case 'label':
      return body.label;
    case 'verdict':
      return body.verdict;
    case 'plugin':
      return body.name;
  }
}

/** The most exact selector of an effect. */
export function selectorOf(body: EffectBody): EffectSelector {
  return `${body.kind}:${effectName(body)}`;
}

/** Whether `selector` means any effects of a kind. */
export function isAbout(selector: EffectSelector, kind: EffectBody['kind']): boolean {
  return selector === '*' || selector === kind || selector.startsWith(`${kind}:`);
}

/** Whether `selector` means the effects whose most exact selector is `exact`. */
export function selects(selector: EffectSelector, exact: EffectSelector): boolean {
  return selector === '*' || selector === exact || exact.startsWith(`${selector}:`);
}
