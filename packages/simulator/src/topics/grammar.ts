/** Texts from grammars: a symbol stands for one of several templates, in which `{name}` stands for another symbol. */
import type { Dice } from '../random/dice.ts';

export type Rules = Readonly<Record<string, readonly string[]>>;

/** A template in pieces: text at even places, symbols at odd ones. */
type Template = readonly string[];

export class Grammar {
  readonly #rules = new Map<string, readonly Template[]>();

  /** Throws a RangeError where a template uses a symbol that has no rule. */
  constructor(rules: Rules) {
    for (const [symbol, templates] of Object.entries(rules)) {
      this.#rules.set(
        symbol,
        templates.map((template) => template.split(/[{}]/)),
      );
    }
    for (const [symbol, templates] of this.#rules) {
      for (const template of templates) {
        for (let i = 1; i < template.length; i += 2) {
          const used = template[i] ?? '';
          if (!this.#rules.has(used)) throw new RangeError(`${symbol} uses {${used}}, which has no rule`);
        }
      }
    }
  }

  /** One text of a symbol. The rules must not be circular. */
  expand(random: Dice, symbol: string): string {
    const templates = this.#rules.get(symbol);
    if (templates === undefined) throw new RangeError(`no rule for {${symbol}}`);
    const template = random.pick(templates);
    let text = template[0] ?? '';
    for (let i = 1; i < template.length; i += 2)
      text += this.expand(random, template[i] ?? '') + (template[i + 1] ?? '');
    return text;
  }
}
