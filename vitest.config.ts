import { configDefaults, defineConfig } from 'vitest/config';

/** `npm run test:slow` sets it: tests that kill processes for minutes, and long runs. */
const slow = process.env['LAPWING_SLOW'] === '1';

export default defineConfig({
  test: {
    include: [slow ? 'packages/*/test/**/*.slow.test.ts' : 'packages/*/test/**/*.test.ts'],
    exclude: slow ? configDefaults.exclude : [...configDefaults.exclude, '**/*.slow.test.ts'],
    // Two cores: more workers than that only make each other slower.
    maxWorkers: 2,
    testTimeout: slow ? 1_800_000 : 30_000,
    hookTimeout: 60_000,
  },
});
