/** A simulated social platform: seeded, labelled, in event-time order. */
export { type ActionName, type EventFields, envelopeLine, type SimulatedEvent } from './events.ts';
export { PRESETS, type PresetName, type Settings } from './presets.ts';
export { type Simulation, type SimulationOptions, simulate } from './simulation.ts';
export type { AccountTruth, EventTruth, Role, Truth } from './truth.ts';
