/** The layers that a ruleset declares, for its calls that ask of all of them. */
import type { CallSite } from '@lapwing/sml';
import type { LayerDefinition } from '../core/online/index.ts';

export class DeclaredLayers {
  readonly #byCheck = new WeakMap<object, Map<string, LayerDefinition>>();
  /** Made once for each choice: the network knows a choice again by its array. */
  readonly #choices = new WeakMap<object, Map<string, readonly LayerDefinition[] | string>>();

  /** Note a declaration of the ruleset under check; the one that was there before where they contradict each other. */
  declare({ check }: CallSite, definition: LayerDefinition): LayerDefinition {
    const layers = this.#byCheck.get(check) ?? new Map<string, LayerDefinition>();
    this.#byCheck.set(check, layers);
    const known = layers.get(definition.name);
    if (known !== undefined) return known;
    layers.set(definition.name, definition);
    return definition;
  }

  /** The layers of these names, or all where none is named; or the name that is not declared. */
  chosen(check: object, names: readonly string[]): readonly LayerDefinition[] | string {
    const choices = this.#choices.get(check) ?? new Map<string, readonly LayerDefinition[] | string>();
    this.#choices.set(check, choices);
    const key = JSON.stringify(names);
    const known = choices.get(key);
    if (known !== undefined) return known;
    const choice = this.#choose(check, names);
    choices.set(key, choice);
    return choice;
  }

  #choose(check: object, names: readonly string[]): readonly LayerDefinition[] | string {
    const layers = this.#byCheck.get(check) ?? new Map<string, LayerDefinition>();
    if (names.length === 0) return [...layers.values()];
    const missing = names.find((name) => !layers.has(name));
    return missing ?? [...new Set(names)].flatMap((name) => layers.get(name) ?? []);
  }
}
