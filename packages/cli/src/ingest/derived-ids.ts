/**
 * Rows without an id are known by file name and row number. Two files of one name would share those ids, and the second would count
 * as seen before without a word: this tells them apart.
 */
import { rowId, type SourceBatch } from '@lapwing/pipeline';

export class DerivedIds {
  readonly #fileByName = new Map<string, string>();
  #name = '';
  #earlier: string | null = null;

  /** The next batches are of this file. */
  begin(file: string, name: string): void {
    this.#name = name;
    this.#earlier = this.#fileByName.get(name) ?? null;
    if (this.#earlier === null) this.#fileByName.set(name, file);
  }

  /** Why the batch cannot be taken, or null. */
  conflict({ events }: SourceBatch): string | null {
    if (this.#earlier === null) return null;
    const derived = events.find(({ event, place }) => event.id === rowId(this.#name, place.row));
    if (derived === undefined) return null;
    return (
      `row ${derived.place.row} has no id of its own and would be known as ${derived.event.id}, as that of ${this.#earlier} is: ` +
      'map a column that holds ids, or rename one of the files'
    );
  }
}
