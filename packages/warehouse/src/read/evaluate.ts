/**
 * Queries that SQL cannot answer alone: SQL selects the rows that may match, and the compiled query, which is what a rule would run,
 * is asked for each of them that SQL is not certain of.
 */
import type { Action, Host, JsonObject, Outcome, QueryRow } from '@lapwing/sml';
import { readNotes } from '../columns/exact.ts';
import { restoreFeature } from '../columns/restore.ts';
import type { Column } from '../columns/schema.ts';
import { EXACT_COLUMN, isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { EVALUATION_SLICE_MILLIS, PROGRESS_MILLIS } from '../limits.ts';
import { exactAlias, type Predicate } from '../translate/predicate.ts';
import type { Cell } from './results.ts';
import type { Progress, QueryOptions, Question } from './session.ts';
import type { Snapshot } from './snapshot.ts';
import { INEXACT, inexactFeaturesSql } from './view.ts';

/** Where a row stands in the order of events. */
export interface Key {
  readonly timeMillis: number;
  readonly position: number;
}

/** What a stream of candidates is made of. */
export interface Candidates {
  readonly parts: Pick<Snapshot, 'files' | 'recent'>;
  /** A condition beside the predicate. */
  readonly condition: string;
  readonly orderSql?: string;
  /** Columns that the condition needs, beside the fixed ones. */
  readonly columns?: readonly Column[];
}

/** Counts what is evaluated in one question, and says so now and then. */
export class Evaluation {
  private evaluated = 0;
  private matched = 0;
  private missing = 0;
  private saidAt = 0;
  private readonly options: QueryOptions;

  constructor(options: QueryOptions) {
    this.options = options;
  }

  /** Whether SQL can answer exactly: the predicate has no residual, and no row has a feature that SQL takes for something else. */
  async needed(
    question: Question,
    where: Predicate,
    parts: Candidates['parts'],
    condition: string,
    columns: readonly Column[] = [],
  ): Promise<boolean> {
    if (where.residuals.length > 0) return true;
    if (!mayBeInexact(question, where)) return false;
    const fixed = question.columns.filter((column) => isFixedColumn(column.name));
    const table = question.fromParts(parts, { columns: [...fixed, ...columns], where });
    const found = await question.run(`SELECT 1 FROM ${table} WHERE ${INEXACT} AND ${condition} LIMIT 1`, 1);
    return found.rows.length > 0;
  }

  /** The SQL condition of rows that certainly match; `false` where there are none. */
  certain(question: Question, where: Predicate): string {
    if (where.certain === 'false') return 'false';
    return mayBeInexact(question, where) ? `(NOT ${INEXACT} AND (${where.certain}))` : `(${where.certain})`;
  }

  /**
   * Keys of the matching rows, a chunk at a time, in the order asked for. With `onlyUnsure` those are left out of which SQL is certain. Ends after `wanted` keys.
   */
  async *matches(
    question: Question,
    where: Predicate,
    candidates: Candidates,
    onlyUnsure: boolean,
    wanted = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<Key[]> {
    const inexact = mayBeInexact(question, where);
    const certain = this.certain(question, where);
    const possible = inexact ? `(${INEXACT} OR (${where.possible}))` : `(${where.possible})`;
    const fixed = question.columns.filter((column) => isFixedColumn(column.name));
    const table = question.fromParts(candidates.parts, {
      columns: [...fixed, ...(candidates.columns ?? [])],
      where,
      exactly: true,
    });
    const list = [
      '(epoch_us(__time) / 1000.0)::DOUBLE',
      '__position',
      `${onlyUnsure ? 'false' : certain}`,
      ...['__event_id', '__action'].map((name) => (where.needs.identity ? name : 'NULL')),
      ...['__verdicts', '__labels'].map((name) => (where.needs.decision ? name : 'NULL')),
      noted(question) ? quoteName(EXACT_COLUMN.name) : 'NULL',
      ...where.features.map((_, i) => exactAlias(i)),
    ];
    const unsure = onlyUnsure && certain !== 'false' ? ` AND NOT ${certain}` : '';
    const order = candidates.orderSql === undefined ? '' : ` ORDER BY ${candidates.orderSql}`;
    const sql = `SELECT ${list.join(', ')} FROM ${table} WHERE ${possible} AND ${candidates.condition}${unsure}${order}`;
    let room = wanted;
    for await (const rows of question.stream(sql)) {
      const keys = await this.evaluate(question, where, rows, room);
      room -= keys.length;
      yield keys;
      if (room <= 0) break;
    }
    this.say(true);
  }

  private async evaluate(
    question: Question,
    where: Predicate,
    rows: readonly (readonly Cell[])[],
    wanted: number,
  ): Promise<Key[]> {
    const keys: Key[] = [];
    let sliceStart = performance.now();
    for (let i = 0; i < rows.length && keys.length < wanted; i++) {
      const cells = rows[i]!;
      const key = { timeMillis: Number(cells[0]), position: Number(cells[1]) };
      if (cells[2] === true) keys.push(key);
      else {
        const action = where.needs.input ? await this.input(where, key) : actionOf(key, cells);
        if (action !== null && this.matchesRow(where, key, cells, action)) keys.push(key);
      }
      // Others have work to do as well: events to decide, for one.
      if ((i & 15) === 15 && performance.now() - sliceStart > EVALUATION_SLICE_MILLIS) {
        await new Promise((resolve) => setImmediate(resolve));
        question.check();
        this.say(false);
        sliceStart = performance.now();
      }
    }
    question.check();
    this.say(false);
    return keys;
  }

  private async input(where: Predicate, { position }: Key): Promise<Action | null> {
    const action = (await where.surroundings.input?.(position)) ?? null;
    if (action === null) this.missing++;
    return action;
  }

  private matchesRow(where: Predicate, { timeMillis, position }: Key, cells: readonly Cell[], action: Action): boolean {
    this.evaluated++;
    const { surroundings, compiled, features } = where;
    const notes = readNotes(typeof cells[7] === 'string' ? cells[7] : null);
    const values: Outcome[] = [];
    for (let i = 0; i < features.length; i++) {
      const { name, feature } = features[i]!;
      values.push(restoreFeature(feature, cells[FIRST_FEATURE + i] ?? null, notes.get(name)));
    }
    const decided = { verdicts: textsOf(cells[5]), labelMutations: textsOf(cells[6]) };
    const row: QueryRow = { action, position, values, decided };
    const matches = compiled.matches(row, surroundings.stateAt?.({ position, timeMillis }) ?? NO_SERVICES);
    if (matches) this.matched++;
    return matches;
  }

  private say(atEnd: boolean): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const now = performance.now();
    if (!atEnd && now - this.saidAt < PROGRESS_MILLIS) return;
    this.saidAt = now;
    const progress: Progress = { evaluated: this.evaluated, matched: this.matched, missing: this.missing };
    onProgress(progress);
  }
}

function actionOf({ timeMillis }: Key, cells: readonly Cell[]): Action {
  const id = typeof cells[3] === 'string' ? cells[3] : '';
  const name = typeof cells[4] === 'string' ? cells[4] : '';
  return { id, actionId: actionIdOf(id), name, timeMillis, data: EMPTY, secretData: null };
}

/** Index of the first feature among the cells of a candidate. */
const FIRST_FEATURE = 8;
const EMPTY: JsonObject = {};

const NO_SERVICES: Host = {
  service: (key) => {
    throw new Error(`a query over stored rows has no ${key.name}`);
  },
};

const NO_TEXTS: readonly string[] = [];
const textsOf = (cell: Cell | undefined): readonly string[] => (Array.isArray(cell) ? cell.map(String) : NO_TEXTS);

const noted = (question: Question): boolean => question.columns.some((column) => column.name === EXACT_COLUMN.name);

const mayBeInexact = (question: Question, where: Predicate): boolean =>
  inexactFeaturesSql(question.columns, where.features, question.columnNames) !== null;

/** The numeric action id in an event's id, as the pipeline reads it. */
function actionIdOf(id: string): number | bigint | null {
  if (id === '' || !/^-?(?:0|[1-9]\d{0,38})$/.test(id) || id === '-0') return null;
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
