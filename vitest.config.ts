import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,contract,lsp,cli,tidy}/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
  },
});
