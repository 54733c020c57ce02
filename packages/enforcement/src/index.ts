/** Applied effects, exactly once, and their delivery to others: see effects.ts for what is promised. */

export * from './brakes/index.ts';
export {
  describeEffect,
  type EffectKind,
  type IrreversibleEffects,
  NOTHING_IRREVERSIBLE,
  type Reversibility,
  reversibilityOf,
} from './catalogue.ts';
export {
  type Clock,
  type DeliveryDaemon,
  type DeliveryMetrics,
  type DeliveryOptions,
  startDelivery,
  systemClock,
} from './delivery/daemon.ts';
export type { DeliveryPayload } from './delivery/payload.ts';
export { SIGNATURE_HEADER, type SignatureVerdict, type SignedRequest, verifySignature } from './delivery/signature.ts';
export { checkSinks, type Sink } from './delivery/sink.ts';
export { effectId, manualChangeId } from './effect-id.ts';
export { effectFromText, effectText } from './effect-text.ts';
export type * from './effects.ts';
export { EnforcementError } from './errors.ts';
export { limits as enforcementLimits } from './limits.ts';
export { type LabelHistory, openLabelHistory, type PastLabelChange } from './sqlite/label-history.ts';
export { type EffectStoreOptions, openEffectStore } from './sqlite/open.ts';
export type * from './store.ts';
