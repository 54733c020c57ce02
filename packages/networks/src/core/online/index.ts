/** A network kept as events arrive. */
export { CoactionWindow, type LayerMetrics, type WindowMetrics, type WindowOptions } from './coaction-window.ts';
export { type LayerDefinition, layerIdentity } from './layer.ts';
export {
  ONLINE_CLUSTER_MAX,
  ONLINE_KEEP_MILLIS_MAX,
  ONLINE_SHARES_PER_OBJECT_MAX,
} from './limits.ts';
export {
  clusterMembers,
  clusterObjects,
  clusterSize,
  coordinationChance,
  coordinationScore,
  type NetworkView,
  type PushedOnline,
} from './measures.ts';
