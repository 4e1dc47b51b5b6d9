// Mocha's spec reporter that also writes the counts and the failures as JSON to the file of
// `--reporter-option output=FILE`.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions?.output ?? options.reporterOption?.output;
    runner.once('end', () => {
      if (file) writeFileSync(file, JSON.stringify(this.result()));
    });
  }

  result() {
    return {
      passed: this.stats.passes,
      failed: this.stats.failures,
      failures: this.failures.map((test) => `${test.fullTitle()}\n${test.err?.stack ?? test.err?.message ?? ''}`),
    };
  }
};
