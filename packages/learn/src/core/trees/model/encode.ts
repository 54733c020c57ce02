/** Rows as a model reads them: a float for each input, categories as the number of their bin. */

import type { Column, Table } from '../../data/table.ts';
import { LearnError } from '../../errors.ts';
import { binsOfCodes } from '../bins/categories.ts';
import type { CategoryInput, TreeModel } from './trees.ts';

/** A value of a feature: a flag counts as 0 or 1 to a column of numbers, and as its name to one of categories. */
export type FeatureValue = number | string | boolean | null | undefined;

/** Encodes rows one at a time, by the names of features. Makes the look-ups of categories once: keep it as long as the model. */
export class RowEncoder {
  readonly #model: TreeModel;
  readonly #bins: readonly (ReadonlyMap<string, number> | null)[];

  constructor(model: TreeModel) {
    this.#model = model;
    this.#bins = model.inputs.map((input) =>
      input.kind === 'category' ? new Map(input.names.map((name, index) => [name, index + 1])) : null,
    );
  }

  /** What is absent, null, NaN, or text where numbers are expected, is missing. */
  encode(value: (name: string) => FeatureValue, into = new Float32Array(this.#model.inputs.length)): Float32Array {
    this.#model.inputs.forEach((input, index) => {
      const given = value(input.name);
      if (input.kind === 'number') into[index] = numberOf(given);
      else into[index] = this.#binOf(input, index, given);
    });
    return into;
  }

  #binOf({ names, other }: CategoryInput, index: number, value: FeatureValue): number {
    if (value === null || value === undefined || Number.isNaN(value)) return 0;
    return this.#bins[index]?.get(String(value)) ?? (other ? names.length + 1 : 0);
  }
}

function numberOf(value: FeatureValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Number.NaN;
}

/** Encodes rows of a table, which may have its columns and its categories in another order than the table of the training had. */
export class TableEncoder {
  readonly #columns: readonly { readonly column: Column; readonly bins: Uint8Array | null }[];

  /** Throws a LearnError where the table lacks a column, or has it of another kind. */
  constructor(model: TreeModel, table: Table) {
    this.#columns = model.inputs.map((input) => {
      const column = table.columns.find(({ name }) => name === input.name);
      if (column === undefined) throw new LearnError(`the model reads a column ${input.name}, and there is none`);
      if (column.kind !== input.kind)
        throw new LearnError(`column ${input.name} has the kind ${column.kind}, not ${input.kind}`);
      const bins = input.kind === 'category' && column.kind === 'category' ? binsOfCodes(input, column.names) : null;
      return { column, bins };
    });
  }

  /** Rows `[from, to)` one after the other, from the beginning of `into` on. */
  encode(from: number, to: number, into = new Float32Array((to - from) * this.#columns.length)): Float32Array {
    const width = this.#columns.length;
    this.#columns.forEach(({ column: { values }, bins }, index) => {
      for (let row = from, at = index; row < to; row++, at += width) {
        const value = values[row]!;
        into[at] = bins === null ? value : value < 0 ? 0 : bins[value]!;
      }
    });
    return into;
  }
}
