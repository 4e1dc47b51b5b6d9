import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { FLAGS, parseOptions } from '../../../src/lab/command-line';
import { labArguments, type LabSettings } from '../../../src/features/demo/lab-arguments';

describe('the command line of the local demo', () => {
  const optionsFor = (settings: LabSettings) =>
    parseOptions(parseArgs({ args: labArguments(settings), options: FLAGS, strict: true }).values);

  it('passes every setting to the lab', () => {
    assert.deepEqual(optionsFor({ pollSeconds: 5, stateFile: '/tmp/demo.json', fetchNetwork: true }), {
      ports: {},
      pollSeconds: 5,
      stateFile: '/tmp/demo.json',
      fetchNetwork: true,
    });
  });

  it('keeps and fetches nothing by default', () => {
    assert.deepEqual(optionsFor({ pollSeconds: 0.5, stateFile: undefined, fetchNetwork: false }), {
      ports: {},
      pollSeconds: 0.5,
    });
  });
});
