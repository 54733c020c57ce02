/** The tables as Kysely sees them; the migrations are what makes them. */

interface DraftTable {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly base_hash: string;
  readonly revision: number;
  readonly created_by: string;
  readonly created_ms: number;
  readonly updated_by: string;
  readonly updated_ms: number;
  readonly deployed_by: string | null;
  readonly deployed_ms: number | null;
  readonly deployed_hash: string | null;
  readonly deploy_reason: string | null;
}

interface DraftFileTable {
  readonly draft_id: string;
  readonly path: string;
  readonly text: string | null;
  readonly base: string | null;
}

interface DraftBacktestTable {
  readonly id: string;
  readonly draft_id: string;
  readonly revision: number;
  readonly started_by: string;
  readonly started_ms: number;
  readonly ended_ms: number | null;
  readonly state: string;
  readonly span: string;
  readonly error: string | null;
  readonly report: string | null;
  readonly html: string | null;
}

export interface Tables {
  readonly draft: DraftTable;
  readonly draft_file: DraftFileTable;
  readonly draft_backtest: DraftBacktestTable;
}
