/** Recent values of features, for authors: what the warehouse holds of the newest events that have one. */
import type { System } from '../system/system.ts';
import { RECENT_MILLIS, RECENT_ROWS, RECENT_VALUES } from './limits.ts';

const LENGTH_MAX = 60;

export class RecentValues {
  readonly #system: System;
  readonly #kept = new Map<string, { readonly values: readonly string[]; readonly atMillis: number }>();

  constructor(system: System) {
    this.#system = system;
  }

  /** Distinct values, newest first; none for names that the ruleset in force does not have. */
  async of(feature: string): Promise<readonly string[]> {
    const kept = this.#kept.get(feature);
    if (kept !== undefined && Date.now() - kept.atMillis < RECENT_MILLIS) return kept.values;
    const known = this.#system.pipeline.active?.ruleset.features.some(({ name }) => name === feature) ?? false;
    const values = known ? await this.#ask(feature) : [];
    if (this.#kept.size > RECENT_ROWS) this.#kept.clear();
    this.#kept.set(feature, { values, atMillis: Date.now() });
    return values;
  }

  async #ask(feature: string): Promise<readonly string[]> {
    const column = `"${feature.replaceAll('"', '""')}"`;
    const sql = `SELECT ${column} FROM events WHERE ${column} IS NOT NULL ORDER BY __time DESC LIMIT ${RECENT_ROWS}`;
    // A ruleset that was put in force a moment ago has features without a column: no values, and no reason to fail.
    const rows = await this.#system.warehouse.sql(sql, { limit: RECENT_ROWS }).then(
      (table) => table.rows,
      () => [],
    );
    const texts = rows.map(([cell]) => printed(cell));
    return [...new Set(texts)].slice(0, RECENT_VALUES);
  }
}

function printed(cell: unknown): string {
  const text =
    typeof cell === 'string'
      ? cell
      : JSON.stringify(cell, (_, item) => (typeof item === 'bigint' ? String(item) : item));
  const line = (text ?? '').replaceAll(/\s+/g, ' ');
  return line.length > LENGTH_MAX ? `${line.slice(0, LENGTH_MAX - 1)}…`.toWellFormed() : line;
}
