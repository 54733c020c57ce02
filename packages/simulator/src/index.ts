/** A simulated social platform: seeded, labelled, adversarial, in event-time order; and a scoreboard for who watches over it. */

export type { Adversary } from './adversaries/adversary.ts';
export { ADVERSARIES } from './adversaries/index.ts';
export type { Decided, Decision, ReviewRequest } from './enforcement/loop.ts';
export { type Answer, decisionsOf, subjectOf } from './enforcement/verdicts.ts';
export { ACTIONS, type ActionName as PlatformAction } from './events/kinds.ts';
export { Simulation, type SimulationOptions as RunOptions } from './platform/simulation.ts';
export { type ActionName, type EventFields, envelopeLine, type SimulatedEvent } from './sample/events.ts';
export { PRESETS, type PresetName, type Settings } from './sample/presets.ts';
export { type Simulation as SampleSimulation, type SimulationOptions, simulate } from './sample/simulation.ts';
export type { AccountTruth, EventTruth, Role, Truth } from './sample/truth.ts';
export { type ParsedScenario, parseScenario } from './scenario/parse.ts';
export type { AdversaryPlan, Difficulty, PopulationPlan, ReviewPlan, Scenario } from './scenario/scenario.ts';
export { beginningAt } from './scenario/scenario.ts';
export { type Board, boardOf, type Interval } from './score/board.ts';
export { decisionLine, type ParsedDecisions, parseDecisions } from './score/decisions.ts';
export { renderBoards } from './score/html.ts';
export { Ledger } from './score/ledger.ts';
export { type Figures, type RunScore, scoreRun } from './score/score.ts';
export { HARMS, type Harm, type Truth as GroundTruth } from './truth/truth.ts';
