/** A simulated social platform: seeded, labelled, in event-time order. */
export { type ActionName, type EventFields, envelopeLine, type SimulatedEvent } from './sample/events.ts';
export { PRESETS, type PresetName, type Settings } from './sample/presets.ts';
export { type Simulation, type SimulationOptions, simulate } from './sample/simulation.ts';
export type { AccountTruth, EventTruth, Role, Truth } from './sample/truth.ts';
