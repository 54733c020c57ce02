/** Networks for the rule language: what an event shares, and what rules ask of who acts together. The host provides `MEMORY`. */
import type { FunctionDeclaration } from '@lapwing/sml';
import { clusterAlertFunction } from './alert.ts';
import { coActionFunction } from './co-action.ts';
import { DeclaredLayers } from './declared-layers.ts';
import { questionFunctions } from './questions.ts';

export type { ClusterAlertEffect } from './alert.ts';
export { COACTIONS } from './state.ts';

export function networkFunctions(): readonly FunctionDeclaration[] {
  const layers = new DeclaredLayers();
  return [coActionFunction(layers), ...questionFunctions(layers), clusterAlertFunction()];
}
