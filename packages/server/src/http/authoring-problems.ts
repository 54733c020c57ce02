/** What authors may be told besides an answer. */
import { RolloutError } from '@lapwing/pipeline';
import { type Overlay, overlayProblems } from '../authoring/overlay.ts';
import { TaskRefused } from '../authoring/tasks.ts';
import { WorkbenchError } from '../authoring/workbench.ts';
import { DeployRefused } from '../deploy/deploy.ts';
import { BacktestBusy } from '../drafts/backtest-jobs.ts';
import { DraftError } from '../drafts/store.ts';
import { badRequest, ProblemError } from './problem.ts';

/** Throws a ProblemError where a draft's files cannot be a ruleset's. */
export function acceptedOverlay(overlay: Overlay): Overlay {
  const problems = overlayProblems(overlay);
  if (problems.length > 0) throw badRequest('these cannot be files of a ruleset', problems);
  return overlay;
}

/** The same error, as a problem where it is one that callers can do something about. */
export function authoringProblem(error: unknown): unknown {
  if (error instanceof TaskRefused) return badRequest(error.message, error.errors);
  if (error instanceof WorkbenchError) {
    const { status, title } = WORKBENCH_STATUS[error.kind];
    return new ProblemError({ status, title, detail: error.message });
  }
  if (error instanceof RolloutError) return conflict(error.message);
  if (error instanceof BacktestBusy) return conflict(error.message);
  if (error instanceof DraftError) {
    if (error.kind === 'unknown') return new ProblemError({ status: 404, title: 'Not found', detail: error.message });
    return conflict(error.message);
  }
  if (error instanceof DeployRefused) {
    return error.kind === 'invalid' ? badRequest(error.message, error.errors) : conflict(error.message, error.errors);
  }
  return error;
}

const WORKBENCH_STATUS = {
  busy: { status: 429, title: 'Too many requests' },
  timeout: { status: 504, title: 'Timed out' },
  failed: { status: 503, title: 'Unavailable' },
} as const;

function conflict(detail: string, errors: readonly string[] = []): ProblemError {
  return new ProblemError({ status: 409, title: 'Conflict', detail, ...(errors.length === 0 ? {} : { errors }) });
}
