/** Models: training, scoring, explaining. */
export * from './core/index.ts';
