import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/all/**'],
    globalSetup: ['test/build.ts'],
    testTimeout: 30_000,
    // Loading apache-arrow and the kernels anew for each of 150 files took a third of the time. What a test changes beyond
    // itself, it puts back.
    isolate: false,
    // By default one core is left to whoever watches: of two, half.
    maxWorkers: '100%',
  },
});
