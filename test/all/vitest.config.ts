import { defineConfig } from 'vitest/config';

/** What needs more than npm gives: Chromium, other implementations, oracles. Every skip says what is missing. */
export default defineConfig({
  test: {
    root: new URL('../../', import.meta.url).pathname,
    include: ['test/all/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    // One line a test, so that every skip and its reason can be read.
    reporters: ['verbose'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
