import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
    // Two cores: more workers than that only make each other slower.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
