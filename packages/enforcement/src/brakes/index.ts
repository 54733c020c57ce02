/** Caps, the emergency brake, the anomaly alarm, protected entities and the halt: see brakes.ts for what is promised. */
export {
  type Braked,
  Brakes,
  type CapInForce,
  capText,
  type Halt,
  type ProtectedEntity,
  type SavedBrakes,
  tooMany,
} from './brakes.ts';
export type { CapUsage } from './caps.ts';
export type { BrakeChange, MadeChange } from './changes.ts';
export type { RuleVersion, Stop } from './emergency.ts';
export type { Alert, AlertKind, HeldEffect, HoldCause } from './held.ts';
export { brakeLimits } from './limits.ts';
export * from './records.ts';
export { isEffectSelector, selectorOf as effectSelector } from './selector.ts';
export {
  type BrakeSettings,
  type Cap,
  capKey,
  DEFAULT_BRAKES,
  type EmergencySettings,
  type EntityName,
} from './settings.ts';
