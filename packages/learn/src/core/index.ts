export * from './trees/index.ts';
