export { CheckpointError, loadCheckpoint, type Snapshot, snapshot } from './checkpoint/checkpoint.ts';
export { MEMORY, windowFunctions } from './functions/windows.ts';
export * from './labels/state.ts';
export { LabelStore } from './labels/store.ts';
export { Memory, type MemoryMetrics, type MemoryOptions } from './memory.ts';
export type { WindowDefinition } from './windows/keyed.ts';
