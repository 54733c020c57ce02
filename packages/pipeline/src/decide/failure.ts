/** What broke while an event was decided: as a failure that is shown, and as the decision that is left. */
import { type Action, type Decision, ENTRY_POINT, ObservedFailure } from '@lapwing/sml';

/** What was thrown, as a failure that can be shown and written down. */
export function failureOf(error: unknown): ObservedFailure {
  if (!(error instanceof Error)) return new ObservedFailure('RuntimeError', String(error));
  return new ObservedFailure(error.name === 'Error' ? 'RuntimeError' : error.name, error.message);
}

/** A decision with nothing in it but the failure. */
export function brokenDecision(action: Action, failure: ObservedFailure): Decision {
  const empty: Decision = {
    action,
    values: [],
    observations: [],
    effects: [],
    verdicts: [],
    labelMutations: [],
    errors: [],
    errorCount: 0,
  };
  return withFailure(empty, failure);
}

/** The decision with one more error, which belongs to no line of the rules. */
export function withFailure(decision: Decision, { kind, message }: ObservedFailure): Decision {
  const error = { kind, message, path: ENTRY_POINT, line: 1, column: 1 };
  return { ...decision, errors: [...decision.errors, error], errorCount: decision.errorCount + 1 };
}
