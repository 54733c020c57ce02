/** Backtests of drafts, with their reports. */
import type { Kysely, Selectable } from 'kysely';
import { BACKTESTS_KEPT } from '../authoring/limits.ts';
import type { Tables } from './tables.ts';

type BacktestState = 'running' | 'done' | 'failed' | 'cancelled';

export interface BacktestRecord {
  readonly id: string;
  readonly draftId: string;
  /** Revision of the draft that was tried. */
  readonly revision: number;
  readonly startedBy: string;
  readonly startedAtMillis: number;
  readonly endedAtMillis: number | null;
  readonly state: BacktestState;
  /** Which events, in words. */
  readonly span: string;
  readonly error: string | null;
  /** JSON text of a `Report`. */
  readonly report: string | null;
}

export interface BacktestEnd {
  readonly state: Exclude<BacktestState, 'running'>;
  readonly error: string | null;
  readonly report: string | null;
  readonly html: string | null;
}

export class BacktestRecords {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Newest first, without reports. */
  async ofDraft(draftId: string): Promise<BacktestRecord[]> {
    const rows = await this.#db
      .selectFrom('draft_backtest')
      .select(['id', 'draft_id', 'revision', 'started_by', 'started_ms', 'ended_ms', 'state', 'span', 'error'])
      .where('draft_id', '=', draftId)
      .orderBy('started_ms', 'desc')
      .execute();
    return rows.map((row) => recordOf({ ...row, report: null, html: null }));
  }

  async get(id: string): Promise<BacktestRecord | null> {
    const row = await this.#db.selectFrom('draft_backtest').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : recordOf(row);
  }

  async html(id: string): Promise<string | null> {
    const row = await this.#db.selectFrom('draft_backtest').select('html').where('id', '=', id).executeTakeFirst();
    return row?.html ?? null;
  }

  async begin(record: Omit<BacktestRecord, 'endedAtMillis' | 'state' | 'error' | 'report'>): Promise<void> {
    await this.#db
      .insertInto('draft_backtest')
      .values({
        id: record.id,
        draft_id: record.draftId,
        revision: record.revision,
        started_by: record.startedBy,
        started_ms: record.startedAtMillis,
        ended_ms: null,
        state: 'running',
        span: record.span,
        error: null,
        report: null,
        html: null,
      })
      .execute();
    const kept = this.#db.selectFrom('draft_backtest').select('id').orderBy('started_ms', 'desc').limit(BACKTESTS_KEPT);
    await this.#db.deleteFrom('draft_backtest').where('id', 'not in', kept).execute();
  }

  async end(id: string, { state, error, report, html }: BacktestEnd, atMillis: number): Promise<void> {
    const end = { state, error, report, html, ended_ms: atMillis };
    await this.#db.updateTable('draft_backtest').set(end).where('id', '=', id).execute();
  }

  /** Those that ran when the server was stopped. */
  async endInterrupted(atMillis: number): Promise<void> {
    await this.#db
      .updateTable('draft_backtest')
      .set({ state: 'failed', error: 'the server was stopped meanwhile', ended_ms: atMillis })
      .where('state', '=', 'running')
      .execute();
  }
}

function recordOf(row: Selectable<Tables['draft_backtest']>): BacktestRecord {
  return {
    id: row.id,
    draftId: row.draft_id,
    revision: row.revision,
    startedBy: row.started_by,
    startedAtMillis: row.started_ms,
    endedAtMillis: row.ended_ms,
    state: stateOf(row.state),
    span: row.span,
    error: row.error,
    report: row.report,
  };
}

function stateOf(text: string): BacktestState {
  return text === 'running' || text === 'done' || text === 'cancelled' ? text : 'failed';
}
