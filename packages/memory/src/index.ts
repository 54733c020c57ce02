export { CheckpointError, loadCheckpoint, type Snapshot, snapshot } from './checkpoint/checkpoint.ts';
export { windowFunctions } from './functions/all.ts';
export { MEMORY } from './functions/memory-function.ts';
export * from './labels/state.ts';
export { LabelStore } from './labels/store.ts';
export * from './lists/list.ts';
export { type ListInfo, type ListRevision, ListStore } from './lists/store.ts';
export { exportEntries, importEntries, type ListFormat } from './lists/text.ts';
export { Memory, type MemoryMetrics, type MemoryOptions } from './memory.ts';
