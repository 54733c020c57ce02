/**
 * What can be taken back. A label can: removing it leaves the state as it was. A verdict or a plugin's effect is carried out by the
 * platform, and only the installation knows whether it can be undone there, so it says which cannot.
 */
export type Reversibility = 'reversible' | 'irreversible';

/** An effect as a rule declares it, before it has fired. */
export type EffectKind =
  | { readonly kind: 'label'; readonly change: 'add' | 'remove'; readonly label: string }
  /** Null where the verdict is computed when it fires. */
  | { readonly kind: 'verdict'; readonly verdict: string | null }
  | { readonly kind: 'plugin'; readonly name: string };

/** What an installation declares irreversible: verdicts by their text, effects of plugins by the name of their function. */
export interface IrreversibleEffects {
  readonly verdicts: readonly string[];
  readonly effects: readonly string[];
}

export const NOTHING_IRREVERSIBLE: IrreversibleEffects = { verdicts: [], effects: [] };

/** A verdict that is computed may be any of those declared. */
export function reversibilityOf(effect: EffectKind, irreversible: IrreversibleEffects): Reversibility {
  switch (effect.kind) {
    case 'label':
      return 'reversible';
    case 'verdict': {
      const { verdicts } = irreversible;
      const may = effect.verdict === null ? verdicts.length > 0 : verdicts.includes(effect.verdict);
      return may ? 'irreversible' : 'reversible';
    }
    case 'plugin':
      return irreversible.effects.includes(effect.name) ? 'irreversible' : 'reversible';
  }
}

/** In words: `verdict reject`, `label +spammer`, `DeleteAccount`. */
export function describeEffect(effect: EffectKind): string {
  switch (effect.kind) {
    case 'label':
      return `label ${effect.change === 'add' ? '+' : '−'}${effect.label}`;
    case 'verdict':
      return `verdict ${effect.verdict ?? '(computed)'}`;
    case 'plugin':
      return effect.name;
  }
}
