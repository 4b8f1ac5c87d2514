import { defineConfig } from "vitest/config";

/** Where `.ci/run` wants the counts; unset for people. */
const report = process.env.NIXLINT_TEST_REPORT;

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 20_000,
    // The machines this runs on have two cores; worker threads keep the start-up of a test file small.
    pool: "threads",
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
