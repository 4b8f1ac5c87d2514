import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 20_000,
    // The machines this runs on have two cores; worker threads keep the start-up of a test file small.
    pool: "threads",
  },
});
