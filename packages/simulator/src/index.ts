/** A simulated social platform: seeded, labelled, adversarial, in event-time order; and a scoreboard for who watches over it. */

export type { Adversary } from './adversaries/adversary.ts';
export { ADVERSARIES } from './adversaries/index.ts';
export type { Decided, Decision, ReviewRequest } from './enforcement/loop.ts';
export { type AddedLabel, type Answer, decisionsOf, subjectOf } from './enforcement/verdicts.ts';
export { LineBytes } from './events/bytes.ts';
export { ACTIONS, type ActionName } from './events/kinds.ts';
export { eventLines, type LinesOptions } from './platform/lines.ts';
export { Simulation, type SimulationOptions } from './platform/simulation.ts';
export { type ParsedScenario, parseScenario } from './scenario/parse.ts';
export type { AdversaryPlan, Difficulty, PopulationPlan, ReviewPlan, Scenario } from './scenario/scenario.ts';
export { beginningAt } from './scenario/scenario.ts';
export { type Board, boardOf, type Interval } from './score/board.ts';
export { decisionLine, type ParsedDecisions, parseDecisions } from './score/decisions.ts';
export { renderBoards } from './score/html.ts';
export { Ledger } from './score/ledger.ts';
export { type Figures, type RunFacts, type RunScore, scoreRun } from './score/score.ts';
export { type StreamEvent, StreamWatch, streamEvent } from './score/watch.ts';
export { momentOf } from './time/moment.ts';
export { HARMS, type Harm, type Truth } from './truth/truth.ts';
