import { configDefaults, defineConfig } from 'vitest/config';

/** `npm run test:slow` sets it: tests that kill processes for minutes, and long runs. */
const slow = process.env['LAPWING_SLOW'] === '1';

export default defineConfig({
  test: {
    include: [slow ? 'packages/*/test/**/*.slow.test.ts' : 'packages/*/test/**/*.test.ts'],
    exclude: slow ? configDefaults.exclude : [...configDefaults.exclude, '**/*.slow.test.ts'],
    // Two cores, and a third worker for while the others wait for a browser or a server.
    maxWorkers: 3,
    testTimeout: slow ? 1_800_000 : 30_000,
    hookTimeout: 60_000,
  },
});
