/** Models on features and text. `@lapwing/learn/core` is the engine alone, without readers. */
export type { Benchmark, BenchmarkReport, Figure, RunOptions } from './benchmarks/benchmark.ts';
export { benchmarks } from './benchmarks/benchmarks.ts';
export * from './core/index.ts';
